import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { parsePeaArgs } from '@peaflow/core'
import { decodeControl, encodeControl, openDealer, openRouter, pingPea } from '@peaflow/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { openPea } from '../src/program/open-pea.ts'
import { peaProgram } from '../src/program/path.ts'

const host = '127.0.0.1'
const free = { pea: 'encode/0', flow: '', protocol: 1, state: 'ready', served: 0, held: 0 }

async function freePort(): Promise<number> {
  const { socket, port } = await openRouter({ host, port: 0 })
  socket.close()
  return port
}

const argsOf = (port: number) => ['--name', 'encode', '--external', '--control', `${host}:${port}`]

async function sendNoise(port: number): Promise<void> {
  const stranger = connect(port, host)
  await once(stranger, 'connect')
  const closed = once(stranger, 'close')
  stranger.on('error', () => undefined).end(randomBytes(4_096))
  stranger.resume()
  await closed
  const dealer = await openDealer({ host, port, routingId: 'stranger' })
  for (const bytes of [0, 1, 3, 4, 12, 100, 70_000]) await dealer.send(randomBytes(bytes))
  await dealer.send([randomBytes(9), randomBytes(9)])
  const oldVersion = encodeControl('0123456789abcdef', { type: 'stop' })
  oldVersion[3] = 200
  await dealer.send(oldVersion)
  await dealer.send(encodeControl('0123456789abcdef', { type: 'stop' }))
  const [answer] = await dealer.receive()
  expect(answer?.toString()).toContain('"encode/0"')
  dealer.close()
}

it('an external Pea in a process answers pings, bears strangers, and ends on SIGTERM', async () => {
  const port = await freePort()
  const child = spawn(process.execPath, [peaProgram, ...argsOf(port)], { stdio: ['ignore', 'inherit', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  expect(await pingPea({ host, port })).toMatchObject(free)
  await sendNoise(port)
  expect(await pingPea({ host, port })).toMatchObject(free)
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

it('an external Pea in this process does the same', async () => {
  const port = await freePort()
  const pea = await openPea(parsePeaArgs(argsOf(port)))
  await sendNoise(port)
  expect(await pingPea({ host, port })).toMatchObject(free)
  await Promise.all([pea.stop(), pea.stop()])
  expect(await pea.ended).toEqual({ code: 0 })
})

it('says that its control port is taken', async () => {
  const { socket, port } = await openRouter({ host, port: 0 })
  await expect(openPea(parsePeaArgs(argsOf(port)))).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' })
  socket.close()
})

it('a ping asks again when what had the port leaves it to a Pea', async () => {
  const { socket, port } = await openRouter({ host, port: 0 })
  const pinged = pingPea({ host, port, timeout: 20_000 })
  await socket.receive()
  socket.close()
  const pea = await openPea(parsePeaArgs(argsOf(port)))
  expect(await pinged).toMatchObject(free)
  await pea.stop()
})

it('a ping tells another version of the protocol from silence', async () => {
  const { socket, port } = await openRouter({ host, port: 0 })
  const answering = socket.receive().then(async ([from = Buffer.alloc(0), frame = Buffer.alloc(0)]) => {
    const answer = Buffer.from(frame)
    answer[3] = 200
    await socket.send([from, answer])
  })
  await expect(pingPea({ host, port })).rejects.toMatchObject({ code: 'LAUNCH_PROTOCOL' })
  await answering
  socket.close()
})

it('forgets a Flow that is gone, and takes the next', { timeout: 40_000 }, async () => {
  const port = await freePort()
  const pea = await openPea(parsePeaArgs(argsOf(port)))
  for (const flow of ['one', 'two']) {
    const spec = parsePeaArgs([...argsOf(port), '--flow', flow, '--flow-id', '0123456789abcdef'])
    const dealer = await openDealer({ host, port, routingId: flow })
    await dealer.send(encodeControl(spec.flowId, { type: 'adopt', spec }))
    const [answer] = await dealer.receive()
    expect(answer?.toString()).toContain('"bound"')
    expect(await pingPea({ host, port })).toMatchObject({ flow })
    dealer.close()
    while (flow === 'one' && (await pingPea({ host, port })).flow !== '');
  }
  await pea.kill()
})

/** A Flow that wants the Pea behind a port, and its answers. */
async function adopt(port: number, changes: object = {}) {
  const spec = { ...parsePeaArgs([...argsOf(port), '--flow', 'one', '--flow-id', '0123456789abcdef']), ...changes }
  const dealer = await openDealer({ host, port, routingId: `flow ${Math.random()}` })
  await dealer.send(encodeControl(spec.flowId, { type: 'adopt', spec }))
  const hear = async () => decodeControl(undefined, (await dealer.receive())[0] ?? Buffer.alloc(0))
  return { dealer, hear }
}

it('turns down who takes it for another Pea', async () => {
  const port = await freePort()
  const pea = await openPea(parsePeaArgs(argsOf(port)))
  const { dealer, hear } = await adopt(port, { id: 'encode/1' })
  expect(await hear()).toMatchObject({ type: 'fatal', error: { code: 'LAUNCH_OTHER_PEA' } })
  expect(await hear()).toMatchObject({ type: 'ended', code: 1 })
  dealer.close()
  expect(await pingPea({ host, port })).toMatchObject(free)
  await pea.kill()
})

const socket = { mode: 'BIND', host, port: 0, edge: 0, peers: ['x'], from: 'x', to: 'x', retries: 1 }
const malformed: [what: string, changes: object][] = [
  ['no sockets', { inputs: undefined }],
  ['an output that polls nobody knows whom', { outputs: [{ ...socket, scheduling: 'round_robin', polling: 'some' }] }],
  ['an output with a schedule of its own', { outputs: [{ ...socket, scheduling: 'chance', polling: 'any' }] }],
  ['an input without peers', { inputs: [{ ...socket, peers: 'x' }] }],
  ['a role that it cannot have', { role: 'gateway' }],
  ['a prefetch that is not a number', { prefetch: '9' }],
  ['a time limit that is none', { timeoutRequest: -1 }],
]

it.each(malformed)('drops a plan with %s', async (_what, changes) => {
  const port = await freePort()
  const pea = await openPea(parsePeaArgs(argsOf(port)))
  const { dealer } = await adopt(port, changes)
  expect(await pingPea({ host, port })).toMatchObject(free)
  dealer.close()
  await pea.kill()
})

it('serves the same Flow again at once, and another one as soon as that is gone', { timeout: 60_000 }, async () => {
  const port = await freePort()
  const pea = await openPea(parsePeaArgs(argsOf(port)))
  const first = await adopt(port)
  expect(await first.hear()).toMatchObject({ type: 'bound' })
  const redelivery = await adopt(port, { incarnation: 2 })
  expect(await redelivery.hear()).toMatchObject({ type: 'bound', incarnation: 2 })
  first.dealer.close()
  redelivery.dealer.close()
  for (let isBound = false; !isBound; ) {
    const other = await adopt(port, { flow: 'two', flowId: 'fedcba9876543210' })
    isBound = (await other.hear())?.type === 'bound'
    other.dealer.close()
  }
  await pea.kill()
})

it('keeps the ports for its data from others while it serves nobody', { timeout: 60_000 }, async () => {
  const [port, data] = [await freePort(), await freePort()]
  const input = { pattern: 'ROUTER', mode: 'BIND', host, port: data, fixed: true, from: 'x', edge: 0, peers: ['x'] }
  const pea = await openPea(parsePeaArgs([...argsOf(port), '--input', JSON.stringify(input)]))
  await expect(openRouter({ host, port: data })).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' })
  const { dealer, hear } = await adopt(port, { inputs: [input] })
  expect(await hear()).toMatchObject({ type: 'bound', ports: [data] })
  await dealer.send(encodeControl('0123456789abcdef', { type: 'release' }))
  expect(await hear()).toMatchObject({ type: 'ended' })
  dealer.close()
  await pea.kill()
  const { socket: opened } = await openRouter({ host, port: data })
  opened.close()
})
