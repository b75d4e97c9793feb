import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parsePeaArgs } from '@peaflow/core'
import { openRouter, pingPea } from '@peaflow/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../test/free-port.ts'
import type { OpenPea } from '../src/pea/pea-options.ts'
import { openPea } from '../src/program/open-pea.ts'
import { peaProgram } from '../src/program/path.ts'
import { argsOf, dial, free, host, openExternal, sendNoise } from './external/adopted.ts'

const patient = { timeout: 180_000 }

it('an external Pea in a process answers pings, withstands garbage, and ends on SIGTERM', patient, async () => {
  const port = freePort()
  const child = spawn(process.execPath, [peaProgram, ...argsOf(port)], { stdio: ['ignore', 'inherit', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  expect(await pingPea({ host, port, timeout: 30_000 })).toMatchObject(free)
  expect(await sendNoise(port)).toContain('"encode/0"')
  expect(await pingPea({ host, port, timeout: 30_000 })).toMatchObject(free)
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

it('an external Pea in this process does the same', async () => {
  const pea = await openExternal()
  expect(await sendNoise(pea.port)).toContain('"encode/0"')
  expect(await pingPea({ host, port: pea.port, timeout: 20_000 })).toMatchObject(free)
  await Promise.all([pea.stop(), pea.stop()])
  expect(await pea.ended).toEqual({ code: 0 })
})

it('reports that its control port is taken', async () => {
  const { socket, port } = await openRouter({ host, port: 0 })
  await expect(openPea(parsePeaArgs(argsOf(port)))).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' })
  socket.close()
})

it('is pinged again when what had the port leaves it to a Pea', patient, async () => {
  const port = freePort()
  const { socket } = await openRouter({ host, port })
  const pinged = pingPea({ host, port, timeout: 50_000 })
  await socket.receive()
  socket.close()
  const pea = await openOnceFree(port)
  expect(await pinged).toMatchObject(free)
  await pea.stop()
})

/** Opens an external Pea on a port that libzmq closes in its own time. */
async function openOnceFree(port: number): Promise<OpenPea> {
  for (;;) {
    try {
      return await openPea(parsePeaArgs(argsOf(port)))
    } catch (error) {
      expect(error).toMatchObject({ code: 'ADDRESS_IN_USE' })
    }
  }
}

it('is told from a Pea of another version of the protocol, and from silence', async () => {
  const { socket, port } = await openRouter({ host, port: 0 })
  const answering = socket.receive().then(async ([from = Buffer.alloc(0), frame = Buffer.alloc(0)]) => {
    const answer = Buffer.from(frame)
    answer[3] = 200
    await socket.send([from, answer])
  })
  await expect(pingPea({ host, port, timeout: 20_000 })).rejects.toMatchObject({ code: 'LAUNCH_PROTOCOL' })
  await answering
  socket.close()
})

it('leaves a Flow that is gone, and serves the next', patient, async () => {
  const { port } = await openExternal()
  const asking = await dial(port)
  const flowOf = async () => {
    await asking.ping()
    const answer = await asking.receive('status')
    return answer?.type === 'status' ? answer.status.flow : undefined
  }
  for (const name of ['one', 'two']) {
    const flow = await dial(port, { flow: name })
    await flow.adopt()
    await flow.receive('bound')
    expect(await flowOf()).toBe(name)
    flow.dealer.close()
    while (name === 'one' && (await flowOf()) !== '') await new Promise((resolve) => setTimeout(resolve, 20))
  }
})

it('refuses a Flow that takes it for another Pea', async () => {
  const { port } = await openExternal()
  const flow = await dial(port)
  await flow.adopt({ id: 'encode/1' })
  expect(await flow.receive()).toMatchObject({ type: 'fatal', error: { code: 'LAUNCH_OTHER_PEA' } })
  expect(await flow.receive()).toMatchObject({ type: 'ended', code: 1 })
  await flow.ping()
  expect(await flow.receive()).toMatchObject({ status: free })
})

const socket = { mode: 'BIND', host, port: 0, edge: 0, peers: ['x'], from: 'x', to: 'x', retries: 1 }
const malformed: [what: string, changes: object][] = [
  ['no sockets', { inputs: undefined }],
  [
    'an output with a polling that does not exist',
    { outputs: [{ ...socket, scheduling: 'round_robin', polling: 'some' }] },
  ],
  [
    'an output with a scheduling that does not exist',
    { outputs: [{ ...socket, scheduling: 'chance', polling: 'any' }] },
  ],
  ['an input without peers', { inputs: [{ ...socket, peers: 'x' }] }],
  ['a role that it cannot have', { role: 'gateway' }],
  ['a prefetch that is not a number', { prefetch: '9' }],
  ['a negative time limit', { timeoutRequest: -1 }],
]

it.each(malformed)('drops a plan with %s', async (_what, changes) => {
  const { port } = await openExternal()
  const flow = await dial(port)
  for (const send of [() => Promise.resolve(), () => flow.adopt(changes)]) {
    await send()
    await flow.ping()
    expect(await flow.receive()).toMatchObject({ type: 'status', status: free })
  }
})

it('serves the same Flow again at once, and another one as soon as that is gone', patient, async () => {
  const { port } = await openExternal()
  const first = await dial(port)
  await first.adopt()
  expect(await first.receive()).toMatchObject({ type: 'bound' })
  const again = await dial(port)
  await again.adopt({ incarnation: 2 })
  expect(await again.receive()).toMatchObject({ type: 'bound', incarnation: 2 })
  first.dealer.close()
  again.dealer.close()
  for (let isBound = false; !isBound; ) {
    const other = await dial(port, { flow: 'two', flowId: 'fedcba9876543210' })
    await other.adopt()
    isBound = (await other.receive())?.type === 'bound'
    other.dealer.close()
  }
})

it('reserves the ports for its data while it serves no Flow', patient, async () => {
  const data = freePort()
  const input = { pattern: 'ROUTER', mode: 'BIND', host, port: data, fixed: true, from: 'x', edge: 0, peers: ['x'] }
  const pea = await openExternal(['--input', JSON.stringify(input)])
  await expect(openRouter({ host, port: data })).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' })
  const flow = await dial(pea.port)
  await flow.adopt({ inputs: [input] })
  expect(await flow.receive()).toMatchObject({ type: 'bound', ports: [data] })
  await flow.release()
  expect(await flow.receive('ended')).toMatchObject({ type: 'ended' })
  await pea.kill()
  const { socket: opened } = await openRouter({ host, port: data })
  opened.close()
})
