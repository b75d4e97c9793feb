import { readFileSync } from 'node:fs'
import type { PeaLauncher, PeaSpec } from '@peaflow/core'
import { Flow } from '@peaflow/flow'
import { decodeControl, encodeControl, NO_FLOW, openDealer, type PeaMessage, proveBound } from '@peaflow/protocol'
import { processLauncher } from '@peaflow/runtime-local'
import { expect, it, onTestFinished } from 'vitest'
import { childrenOf, start } from './flows.ts'

const SECRET = 'sk-7c1f5a'
const error = { code: 'REQUEST_FAILED', message: 'forged', pod: 'a', pea: 'a/0' }

/** A Flow of processes, and what each life of its Peas was launched with, as the Pea itself knows it. */
async function startFlow() {
  const specs: PeaSpec[] = []
  const launcher = processLauncher()
  const spying: PeaLauncher = {
    name: 'process',
    launch: async (spec, options) => {
      specs.push(spec)
      return await launcher.launch(spec, options)
    },
  }
  const flow = new Flow({ name: 'forged' })
    .add({ name: 'a', uses: './poison.mjs', with: { api_key: SECRET } })
    .add({ name: 'b', uses: './upper.mjs' })
  const started = await start(flow, { launchers: { process: spying } })
  onTestFinished(() => started.running.stop({ grace: 0 }))
  const specOf = (id: string, incarnation = 1) => {
    const spec = specs.find((one) => one.id === id && one.incarnation === incarnation)
    if (spec === undefined) throw new Error(`${id} was not launched`)
    return spec
  }
  return { ...started, specOf }
}

/** A connection to the control socket of a Flow, which says what it likes. */
async function dial({ control, flowId }: PeaSpec) {
  let onDisconnect = () => {}
  const closed = new Promise<void>((resolve) => {
    onDisconnect = resolve
  })
  const target = { host: control.host, port: control.port, routingId: `forger ${Math.random()}` }
  const dealer = await openDealer({ ...target, onDisconnect: () => onDisconnect() })
  onTestFinished(() => dealer.close())
  return { closed, send: (message: PeaMessage) => dealer.send(encodeControl(flowId, message)) }
}

/** The proof of a life of a Pea. */
const proofOf = ({ key = '' }: PeaSpec) => proveBound(Buffer.from(key, 'hex')).toString('hex')

const bound = (pea: string, incarnation: number, proof: string) =>
  ({ type: 'bound', pea, incarnation, protocol: 2, ports: [1, 2], proof }) as const

const strangers: [what: string, message: PeaMessage][] = [
  ['ends a Pea', { type: 'stuck', pea: 'a/0', peer: 'b/0', incarnation: 1 }],
  ['fails a Pea', { type: 'fatal', pea: 'a/0', error }],
  ['fails a Pea, with a proof of zeros', { type: 'fatal', pea: 'a/0', error, incarnation: 1, proof: '00'.repeat(16) }],
  ['fails a request', { type: 'failed', request: 0, error }],
  ['reports ports', bound('a/0', 1, '00'.repeat(16))],
  ['reports the ports of a Pea that does not exist', bound('c/0', 1, '00'.repeat(16))],
  ['breaks the protocol', { type: 'status', status: {} } as unknown as PeaMessage],
]

it.each(strangers)('closes the control connection of a stranger that %s, and counts it', async (_, message) => {
  const { running, specOf, events } = await startFlow()
  const stranger = await dial(specOf('a/0'))
  await stranger.send(message)
  await stranger.closed
  expect(await running.request('/', [{ text: 'on' }])).toMatchObject([{ text: 'ON' }])
  expect(events.filter(({ type }) => type === 'pea-exited' || type === 'pea-lost')).toEqual([])
  expect((await running.status()).dropped).toBeGreaterThanOrEqual(1)
  expect(events).toContainEqual({
    type: 'protocol-broken',
    pea: 'gateway',
    reason: 'bound: no valid proof',
    count: expect.any(Number),
  })
})

it('refuses a replica that it has not launched, by name, and closes its connection', async () => {
  const { running, specOf, happened, events } = await startFlow()
  const { host, port } = specOf('a/0').control
  let onDisconnect = () => {}
  const closed = new Promise<void>((resolve) => {
    onDisconnect = resolve
  })
  const dealer = await openDealer({ host, port, routingId: 'a/1', onDisconnect: () => onDisconnect() })
  onTestFinished(() => dealer.close())
  const enrol = { type: 'enrol', pod: 'a', proof: '00'.repeat(16), uses: '00'.repeat(32) } as const
  await dealer.send(encodeControl(NO_FLOW, enrol))
  const [answer = Buffer.alloc(0)] = await dealer.receive()
  expect(decodeControl(NO_FLOW, answer)).toEqual({
    type: 'refused',
    code: 'LAUNCH_ENROL',
    reason: '"a" cannot be joined: this Flow takes no replicas that it has not launched',
  })
  await closed
  await happened('protocol-broken', 1)
  const reason = 'enrol: this Flow takes no replicas'
  expect(events).toContainEqual({ type: 'protocol-broken', pea: 'gateway', reason, count: 1 })
  expect((await running.status()).dropped).toBe(1)
})

it('refuses a Pea of version 1, and says which versions they are', async () => {
  const { specOf, events, happened } = await startFlow()
  const { control, flowId } = specOf('a/0')
  const dealer = await openDealer({ host: control.host, port: control.port, routingId: `old ${Math.random()}` })
  onTestFinished(() => dealer.close())
  const frame = encodeControl(flowId, bound('a/0', 1, proofOf(specOf('a/0'))))
  frame[3] = 1
  await dealer.send(frame)
  await happened('protocol-broken', 1)
  expect(events).toContainEqual(expect.objectContaining({ reason: 'version 1 of the protocol, not 2' }))
})

it('refuses the proof of another Pea', async () => {
  const { running, specOf } = await startFlow()
  const forger = await dial(specOf('b/0'))
  await forger.send(bound('a/0', 1, proofOf(specOf('b/0'))))
  await forger.closed
  expect(await running.request('/', [{ text: 'on' }])).toMatchObject([{ text: 'ON' }])
  expect((await running.status()).peas.map(({ report }) => report?.pea)).toEqual(['a/0', 'b/0'])
})

it('refuses the proof of an incarnation that has been replaced', async () => {
  const { running, specOf, happened } = await startFlow()
  await running.request('/', [{ text: 'exit' }]).catch(() => undefined)
  await happened('pea-restarted', 1)
  for (const [incarnation, proof] of [
    [1, proofOf(specOf('a/0', 1))],
    [3, proofOf(specOf('a/0', 2))],
  ] as const) {
    const old = await dial(specOf('a/0'))
    await old.send(bound('a/0', incarnation, proof))
    await old.closed
  }
  expect(await running.request('/', [{ text: 'on' }])).toMatchObject([{ text: 'ON' }])
})

const none = { messages: 0, bytes: 0 }
const counts = { served: 9, cancelled: 0, dropped: 0, backlog: 0, running: 0 }
const statistics = { ...counts, queued: [], received: none, sent: none, endpoints: [] }

const impostures: [what: string, message: PeaMessage, reason: string][] = [
  ['ends a Pea that is not its receiver', { type: 'stuck', pea: 'b/0', peer: 'a/0', incarnation: 1 }, 'stuck'],
  ['ends a receiver of another Pea', { type: 'stuck', pea: 'a/0', peer: 'b/0', incarnation: 1 }, 'stuck'],
  ['fails another Pea', { type: 'fatal', pea: 'a/0', error }, 'fatal'],
  ['says that another Pea is ready', { type: 'ready', pea: 'a/0', incarnation: 1 }, 'ready'],
  ['reports the ports of another Pea', bound('a/0', 1, '00'.repeat(16)), 'bound'],
  ['reports ports of another life of its own', bound('b/0', 2, '00'.repeat(16)), 'bound'],
  ['reports what another Pea has done', { type: 'statistics', pea: 'a/0', incarnation: 1, statistics }, 'statistics'],
  [
    'reports what another life of it has done',
    { type: 'statistics', pea: 'b/0', incarnation: 2, statistics },
    'statistics',
  ],
  ['says that another Pea holds nothing', { type: 'idle', pea: 'a/0' }, 'idle'],
]

it.each(impostures)('drops what a Pea that has proved who it is says for another: it %s', async (_, message, type) => {
  const { running, specOf, events, lines, happened } = await startFlow()
  const pea = await dial(specOf('b/0'))
  await pea.send(bound('b/0', 1, proofOf(specOf('b/0'))))
  await pea.send(message)
  await happened('protocol-broken', 1)
  const reason = `${type}: for another Pea`
  expect(events).toContainEqual({ type: 'protocol-broken', pea: 'gateway', peer: 'b/0', reason, count: 1 })
  expect(lines).toContainEqual({
    pea: 'gateway',
    stream: 'stderr',
    level: 'warn',
    text: `b/0 sent a message that breaks the protocol: ${reason}`,
  })
  expect(events.filter(({ type: one }) => one === 'pea-exited')).toEqual([])
  expect((await running.status()).peas.map(({ phase }) => phase)).toEqual(['ready', 'ready'])
  expect(running.statistics().pods.map(({ served }) => served)).toEqual([0, 0])
})

it.runIf(process.platform === 'linux')('shows neither keys nor arguments of executors to other users', async () => {
  const { specOf } = await startFlow()
  const children = childrenOf(process.pid)
  expect(children.length).toBeGreaterThanOrEqual(2)
  const shown = children.flatMap((pid) =>
    ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8')),
  )
  expect(shown.some((text) => text.includes('--name\0a\0'))).toBe(true)
  for (const secret of [SECRET, specOf('a/0').key ?? '', specOf('b/0').key ?? '']) {
    expect(secret).not.toBe('')
    expect(shown.filter((text) => text.includes(secret))).toEqual([])
  }
})
