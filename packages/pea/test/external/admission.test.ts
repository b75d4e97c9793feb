import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type InputPlan, type OutputPlan, parsePeaArgs } from '@peaflow/core'
import { derivePodKey, formatKey, newFlowKey, proveAdopt } from '@peaflow/protocol'
import { describe, expect, it, onTestFinished } from 'vitest'
import { withPodKey } from '../../src/external/admission.ts'
import { openExternalPea } from '../../src/external/external-pea.ts'
import { toOwnSockets } from '../../src/external/own-spec.ts'
import { openPea } from '../../src/program/open-pea.ts'
import { argsOf, dial, FLOW_ID, host, openExternal } from './adopted.ts'

const flowKey = newFlowKey()
const podKey = derivePodKey(flowKey, 'encode')

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'peaflow-admission-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

function keyFile(text: string): string {
  const file = join(folder(), 'a.key')
  writeFileSync(file, text)
  chmodSync(file, 0o600)
  return file
}

const bound = (port: number, changes: object = {}): InputPlan => ({
  pattern: 'ROUTER',
  mode: 'BIND',
  host: '0.0.0.0',
  port,
  peers: ['gateway'],
  from: 'gateway',
  edge: 0,
  ...changes,
})

const dialled = (at: string, port: number): OutputPlan => ({
  pattern: 'DEALER',
  mode: 'CONNECT',
  host: at,
  port,
  peers: ['rank/0'],
  to: 'rank',
  edge: 0,
  polling: 'any',
  scheduling: 'load_balance',
  retries: 1,
})

const named = (message: string) => ({
  error: { code: 'LAUNCH_ADOPT', message: `"encode/0" cannot serve the Flow: ${message}` },
})

describe('an external Pea that is adopted', () => {
  it.each(['../../evil', '..', '', 'a/b', 'a\0b', '.hidden'])('refuses %j as the name of a Flow', async (flow) => {
    const { port } = await openExternal()
    const peer = await dial(port)
    await peer.adopt({ flow })
    expect(await peer.receive('fatal')).toMatchObject(named(`${JSON.stringify(flow)} cannot be the name of a Flow`))
    expect(await peer.receive('ended')).toMatchObject({ code: 1 })
  })

  it('has the workspace of its own command line, whatever the Flow asks for', async () => {
    const evil = join(folder(), 'evil')
    const { port } = await openExternal([], { executor: (_, { workspace }) => void workspace })
    const peer = await dial(port)
    await peer.adopt({ workspace: evil, directory: evil, uses: join(evil, 'x.js') })
    expect(await peer.receive('bound', 'fatal')).toMatchObject({ type: 'bound' })
    expect(existsSync(evil)).toBe(false)
  })

  it.each([
    ['to dial another machine', [], [dialled('192.0.2.1', 22)], 'it was not started to dial port 22 of "192.0.2.1"'],
    ['to open a port of the system', [bound(22)], [], 'it was not started to open port 22'],
  ] as const)('refuses %s, when it is adopted and later', async (_, inputs, outputs, reason) => {
    const { port } = await openExternal()
    const peer = await dial(port)
    await peer.adopt({ inputs, outputs })
    expect(await peer.receive('fatal')).toMatchObject(named(reason))
    await peer.receive('ended')
    await peer.adopt()
    expect(await peer.receive('bound', 'fatal')).toMatchObject({ type: 'bound' })
    await peer.wire({ inputs, outputs })
    expect(await peer.receive('fatal')).toMatchObject(named(reason))
    expect(await peer.receive('ended')).toMatchObject({ code: 137 })
  })

  it('opens the ports that it was started with, and no others', async () => {
    const input = JSON.stringify(bound(0, { host }))
    const { port } = await openExternal(['--input', input])
    const peer = await dial(port)
    await peer.adopt({ inputs: [bound(40_000)] })
    expect(await peer.receive('fatal')).toMatchObject(named('it was not started to open port 40000'))
    await peer.receive('ended')
    await peer.adopt({ inputs: [bound(0)] })
    expect(await peer.receive('bound', 'fatal')).toMatchObject({ type: 'bound' })
  })

  it.each([
    ['127.0.0.1', { host: '0.0.0.0' }, '127.0.0.1'],
    ['10.0.0.4', { host: '0.0.0.0' }, '10.0.0.4'],
    ['10.0.0.4', { host: '10.0.0.9' }, '10.0.0.4'],
    ['10.0.0.4', { host: '127.0.0.1' }, '10.0.0.4'],
    ['0.0.0.0', { host: '127.0.0.1' }, '127.0.0.1'],
    ['0.0.0.0', { host: '10.0.0.9' }, '0.0.0.0'],
  ])('that listens on %s and is asked for %j opens %s', (own, asked, opened) => {
    const control = { mode: 'BIND', host: own, port: 1 } as const
    const asksForMore = bound(5_000, { ...asked, bridge: true, path: '/etc/passwd', transport: 'both' })
    const { inputs } = toOwnSockets({ ...parsePeaArgs(argsOf(1)), control }, { inputs: [asksForMore], outputs: [] })
    // Docker's bridge is one of all interfaces, and no part of any other one.
    const bridge = own === '0.0.0.0' && opened === '127.0.0.1' ? { bridge: true as const } : {}
    expect(JSON.parse(JSON.stringify(inputs))).toEqual([bound(5_000, { host: opened, ...bridge })])
  })
})

describe('an external Pea with a key', () => {
  const open = async () => await openExternal(['--security', 'none', '--key', keyFile(formatKey(podKey))])

  it.each([
    ['no proof', undefined, 'the Flow has none'],
    ['the key of another Pod', proveAdopt(derivePodKey(flowKey, 'rank').bytes, FLOW_ID), 'the Flow has another one'],
    [
      'the key of another Flow',
      proveAdopt(derivePodKey(newFlowKey(), 'encode').bytes, FLOW_ID),
      'the Flow has another one',
    ],
    ['the proof of another Flow', proveAdopt(podKey.bytes, 'f'.repeat(16)), 'the Flow has another one'],
  ])('refuses a Flow with %s', async (_, proof, which) => {
    const { port } = await open()
    const peer = await dial(port)
    await peer.adopt({}, proof?.toString('hex'))
    const message = `"encode/0" was started with a key, and ${which}`
    expect(await peer.receive('fatal')).toMatchObject({ error: { code: 'LAUNCH_KEY', message } })
    expect(await peer.receive('ended')).toMatchObject({ code: 1 })
  })

  it('serves the Flow that has its key', async () => {
    const { port } = await open()
    const peer = await dial(port)
    await peer.adopt({}, proveAdopt(podKey.bytes, FLOW_ID).toString('hex'))
    expect(await peer.receive('bound', 'fatal')).toMatchObject({ type: 'bound', pea: 'encode/0' })
  })

  it('takes it from the file that it names, or the variable, and derives it from that of the Flow', () => {
    const spec = parsePeaArgs(argsOf(1))
    const key = podKey.bytes.toString('hex')
    const [ofPod, ofFlow, ofOther] = [podKey, flowKey, derivePodKey(flowKey, 'rank')].map((one) =>
      keyFile(formatKey(one)),
    )
    expect(withPodKey({ ...spec, keyFile: ofPod }, {}).key).toBe(key)
    expect(withPodKey({ ...spec, keyFile: ofFlow }, {}).key).toBe(key)
    expect(withPodKey(spec, { PEAFLOW_KEY_FILE: ofFlow }).key).toBe(key)
    expect(withPodKey({ ...spec, keyFile: ofPod }, { PEAFLOW_KEY_FILE: ofOther }).key).toBe(key)
    expect(withPodKey({ ...spec, key: 'x', keyFile: ofPod }, {}).key).toBe('x')
    expect(withPodKey(spec, {}).key).toBeUndefined()
    expect(() => withPodKey({ ...spec, keyFile: ofOther }, {})).toThrow(expect.objectContaining({ code: 'CONFIG_KEY' }))
  })
})

describe('an external Pea without a key', () => {
  const start = async (...args: string[]) => {
    const spec = parsePeaArgs(['--name', 'encode', '--external', '--control', '0.0.0.0:1', ...args])
    const control = { ...spec.control, port: 0 }
    const pea = await openExternalPea({ ...spec, control }, (adopted, given) => openPea(adopted, given))
    onTestFinished(() => pea.kill())
  }

  it('does not listen where other machines can reach it, unless it insists or has a key', async () => {
    await expect(start()).rejects.toMatchObject({
      code: 'CONFIG_INSECURE',
      hint: expect.stringContaining('--insecure'),
    })
    await start('--insecure')
    await start('--key', keyFile(formatKey(podKey)))
  })
})
