import { randomBytes } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Dealer, Router } from 'zeromq'
import { toZ85 } from '../../../src/control/z85.ts'
import { curveClient } from '../../../src/zmtp/curve/client.ts'
import { newCurveKeyPair } from '../../../src/zmtp/curve/key-pair.ts'
import { curveServer } from '../../../src/zmtp/curve/server.ts'
import { address, dialling, listening, pongs, Recorder } from '../ends.ts'

const messages = [
  [Buffer.from('hello')],
  [Buffer.alloc(0)],
  [randomBytes(222), randomBytes(223), randomBytes(0), randomBytes(256)],
  [randomBytes(70_000)],
  [Buffer.from('small'), randomBytes(3_000_000), randomBytes(40_000)],
]

const heartbeat = { heartbeatInterval: 20, heartbeatTimeout: 10_000 }
const server = newCurveKeyPair()
const client = newCurveKeyPair()

function isSame(received: readonly Buffer[], sent: readonly Buffer[]): boolean {
  return received.length === sent.length && received.every((frame, index) => frame.equals(sent[index] as Buffer))
}

function dealerFor(serverKey: Buffer): Dealer {
  const dealer = new Dealer({
    linger: 0,
    curveServerKey: toZ85(serverKey),
    curvePublicKey: toZ85(client.publicKey),
    curveSecretKey: toZ85(client.secretKey),
    ...heartbeat,
  })
  onTestFinished(() => dealer.close())
  return dealer
}

describe('CURVE', () => {
  it('serves a DEALER of libzmq, whose key it knows then', async () => {
    const recorder = new Recorder()
    const { port } = await listening(recorder, 0, await curveServer(server))
    const dealer = dealerFor(server.publicKey)
    dealer.connect(`tcp://${address}:${port}`)
    const connection = await recorder.ready.next()
    expect(connection.established?.peerKey).toEqual(client.publicKey)
    for (const message of [...messages, ...messages]) {
      await dealer.send(message)
      expect(isSame(await recorder.messages.next(), message)).toBe(true)
      connection.send(message)
      expect(isSame((await dealer.receive()) as Buffer[], message)).toBe(true)
    }
  })

  it('gets an answer to each PING from a DEALER of libzmq, which sends nothing else', async () => {
    const recorder = new Recorder()
    const { port } = await listening(recorder, 0, await curveServer(server))
    const dealer = dealerFor(server.publicKey)
    dealer.connect(`tcp://${address}:${port}`)
    await pongs(await recorder.ready.next(), 5)
  })

  it('dials a ROUTER of libzmq', async () => {
    const router = new Router({ linger: 0, curveServer: true, curveSecretKey: toZ85(server.secretKey), ...heartbeat })
    onTestFinished(() => router.close())
    await router.bind(`tcp://${address}:*`)
    const recorder = new Recorder()
    const mechanism = await curveClient({ ...client, serverKey: server.publicKey })
    dialling(recorder, Number(router.lastEndpoint?.split(':').at(-1)), { mechanism })
    const connection = await recorder.ready.next()
    for (const message of [...messages, ...messages]) {
      connection.send(message)
      const [routingId, ...frames] = (await router.receive()) as Buffer[]
      expect(String(routingId)).toBe('a dealer')
      expect(isSame(frames, message)).toBe(true)
      await router.send([routingId as Buffer, ...message])
      expect(isSame(await recorder.messages.next(), message)).toBe(true)
    }
  })

  it('refuses a DEALER of libzmq that has the key of another server', async () => {
    const recorder = new Recorder()
    const { port } = await listening(recorder, 0, await curveServer(server))
    dealerFor(newCurveKeyPair().publicKey).connect(`tcp://${address}:${port}`)
    expect(await recorder.refused.next()).toBe('handshake')
  })

  it('does not talk to a DEALER of libzmq without encryption, nor the other way round', async () => {
    const [encrypted, open] = [new Recorder(), new Recorder()]
    const { port } = await listening(encrypted, 0, await curveServer(server))
    const dealer = new Dealer({ linger: 0 })
    onTestFinished(() => dealer.close())
    dealer.connect(`tcp://${address}:${port}`)
    dealerFor(server.publicKey).connect(`tcp://${address}:${(await listening(open)).port}`)
    for (const { closed } of [encrypted, open]) await closed.next()
    expect([encrypted.ready.size, open.ready.size]).toEqual([0, 0])
  })
})
