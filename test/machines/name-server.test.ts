import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { bundle } from '../../packages/engine/test/bundle.ts'
import { directory } from '../../packages/engine/test/flows.ts'
import { describeMachines } from './describe.ts'
import { type Network, openNetwork } from './network.ts'

/** Receives every query, and never answers. */
const MUTE = `require('node:dgram').createSocket('udp4').bind(53, () => console.log('bound'))`

describeMachines('a name server that never answers', () => {
  let network: Network

  beforeAll(() => {
    network = openNetwork()
  })
  afterAll(() => network.close())

  it('fails the start that asks it, and stalls no Flow of the same process', { timeout: 600_000 }, async () => {
    const [one, two] = network.machines
    const server = two.spawn(process.execPath, ['-e', MUTE], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(server.stdout ?? server, 'data')
    const folder = mkdtempSync(join(tmpdir(), 'peaflow-names-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'resolv.conf')
    writeFileSync(file, `nameserver ${two.address}\n`)
    const script = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'
    const program = [process.execPath, await bundle('unresolved'), directory]
    const stdio = ['ignore', 'pipe', 'inherit'] as const
    const child = one.spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', file, ...program], { stdio: [...stdio] })
    const ended = once(child, 'exit')
    const [line] = await once(child.stdout ?? child, 'data')
    const { slowest, took, ...error } = JSON.parse(String(line))
    expect(error).toEqual({
      code: 'ADDRESS_UNRESOLVED',
      message: '"far/0" on far.example is unavailable: the host name "far.example" does not resolve',
    })
    expect(took).toBeGreaterThan(4_000)
    expect(took).toBeLessThan(30_000)
    expect(slowest).toBeLessThan(3_000)
    expect(await ended).toEqual([0, null])
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  })
})
