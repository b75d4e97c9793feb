import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { parsePeaArgs } from '@peaflow/core'
import { expect, it, onTestFinished } from 'vitest'
import { encodeControl } from '../src/control/codec.ts'
import { pingPea } from '../src/control/ping.ts'
import { openPea } from '../src/pea/open-pea.ts'
import { peaProgram } from '../src/program/path.ts'
import { openDealer, openRouter } from '../src/socket/open.ts'

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
