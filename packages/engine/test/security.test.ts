import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PeaLauncher } from '@peaflow/core'
import { Flow } from '@peaflow/flow'
import { peaProgram } from '@peaflow/pea'
import { derivePodKey, formatKey, type Key, newFlowKey, pingPea, podClientKeys } from '@peaflow/protocol'
import { processLauncher } from '@peaflow/runtime-local'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../test/free-port.ts'
import { childrenOf, directory, numbered, start } from './flows.ts'

const host = '127.0.0.1'

/** Peas that share no folder with this process, so that they talk over TCP. */
function launchersOverTcp() {
  const { name, launch } = processLauncher()
  const overTcp: PeaLauncher = { name, launch }
  return { process: overTcp }
}

/** A file that holds a key, for the length of a test. */
function keyFile(key: Key): string {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-security-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'a.key')
  writeFileSync(file, `${formatKey(key)}\n`, { mode: 0o600 })
  return file
}

describe.each(['curve', 'none'] as const)('Peas over TCP with security: %s', (security) => {
  it('answer every request, also after one of them was replaced', async () => {
    const flow = new Flow({ name: 'tcp', security })
      .add({ name: 'upper', uses: './upper.mjs', replicas: 2 })
      .add({ name: 'poison', uses: './poison.mjs' })
      .add({ name: 'mark', uses: './mark.mjs', with: { mark: '!' } })
    const { running, happened } = await start(flow, { launchers: launchersOverTcp() })
    onTestFinished(() => running.stop({ grace: 0 }))
    const { peas } = await running.status()
    expect(peas.every(({ address }) => address?.startsWith('tcp://'))).toBe(true)
    const texts: unknown[] = []
    for await (const { documents, error } of running.stream('/', numbered(200), { batch: 5, ordered: true })) {
      expect(error).toBeUndefined()
      texts.push(...documents.map(({ text }) => text))
    }
    expect(texts).toEqual([...numbered(200)].map(({ text }) => `${text}!`))
    const [victim = 0] = childrenOf(process.pid)
    process.kill(victim, 'SIGKILL')
    await happened('pea-restarted', 1)
    expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'X!' }])
  })
})

describe('an external Pea', () => {
  const flowKey = newFlowKey()
  const podKey = derivePodKey(flowKey, 'mark')

  /** Starts one by hand, and returns its Flow. */
  async function startExternal(args: readonly string[], options: { key?: string; security?: 'none' }) {
    const [portControl, portIn, portOut] = [freePort(), freePort(), freePort()]
    const own = ['--name', 'mark', '--uses', './mark.mjs', '--with', '{"mark":"!"}', '--external', ...args]
    const child = spawn(process.execPath, [peaProgram, ...own, '--control', `${host}:${portControl}`], {
      cwd: directory,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    onTestFinished(() => end(child))
    const curve = args.includes('--key') && !args.includes('--security') ? podClientKeys(podKey.bytes) : undefined
    await pingPea({ host, port: portControl, curve, timeout: 20_000 })
    return new Flow({ name: 'external', ...options })
      .add({ name: 'mark', external: true, host, portControl, portIn, portOut, timeoutReady: 10_000 })
      .add({ name: 'after', uses: './mark.mjs', with: { mark: '.' } })
  }

  async function end(child: ChildProcess): Promise<void> {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }

  it.each([
    ['with the key of its Pod', podKey, [], {}],
    ['with the key of its Flow', flowKey, [], {}],
    ['with a key, unencrypted', podKey, ['--security', 'none'], { security: 'none' }],
  ] as const)('%s serves the Flow that has the key', async (_, key, args, options) => {
    const flow = await startExternal(['--key', keyFile(key), ...args], { key: keyFile(flowKey), ...options })
    const { running } = await start(flow, {}, { hostname: host })
    onTestFinished(() => running.stop({ grace: 0 }))
    expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'x!.' }])
  })

  const refused: [what: string, args: string[], options: { key?: string; security?: 'none' }, code: string][] = [
    ['another key', [], { key: 'other' }, 'LAUNCH_PING'],
    ['no key', [], {}, 'LAUNCH_PING'],
    ['another key, unencrypted', ['--security', 'none'], { key: 'other', security: 'none' }, 'LAUNCH_KEY'],
    ['no key, unencrypted', ['--security', 'none'], { security: 'none' }, 'LAUNCH_KEY'],
  ]
  it.each(refused)('with a key refuses a Flow with %s', async (_, args, options, code) => {
    const key = options.key === undefined ? {} : { key: keyFile(newFlowKey()) }
    const flow = await startExternal(['--key', keyFile(podKey), ...args], { ...options, ...key })
    const started = start(flow, {}, { hostname: host })
    await expect(started).rejects.toMatchObject({ code, hint: expect.stringContaining('key') })
  })
})
