import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { pingBody } from '../../../src/zmtp/command.ts'
import { curveClient } from '../../../src/zmtp/curve/client.ts'
import { newCurveKeyPair } from '../../../src/zmtp/curve/key-pair.ts'
import { GREETING_BYTES, greeting } from '../../../src/zmtp/greeting.ts'
import { address, dialling, listening, Recorder } from '../ends.ts'
import {
  client,
  clientPair,
  connected,
  flipping,
  HANDSHAKE_BYTES,
  PADDING,
  proxying,
  server,
  serverPair,
} from './proxied.ts'

describe('a CURVE server', () => {
  it('is refused if one bit of the handshake is wrong, and the other connections go on', async () => {
    const { bound, port } = await connected()
    const ready = await bound.ready.next()
    for (let at = GREETING_BYTES; at < HANDSHAKE_BYTES; at += 3) {
      if (at >= PADDING.from && at < PADDING.from + PADDING.bytes) continue
      const dialler = dialling(new Recorder(), await proxying(port, flipping(at)), { mechanism: client })
      expect(['handshake', 'protocol', 'limit', 'timeout']).toContain(await bound.refused.next())
      dialler.close()
      expect(await bound.closed.next()).not.toBe(ready)
    }
    expect(bound.ready.size).toBe(0)
  }, 600_000)

  it('refuses a client whose key is not the one that it vouches for', async () => {
    const recorder = new Recorder()
    const { port } = await listening(recorder, 0, server)
    const stolen = { publicKey: clientPair.publicKey, secretKey: newCurveKeyPair().secretKey }
    dialling(new Recorder(), port, { mechanism: await curveClient({ ...stolen, serverKey: serverPair.publicKey }) })
    expect(await recorder.refused.next()).toBe('handshake')
  })

  it('is refused by a client that knows the server by another key', async () => {
    const recorder = new Recorder()
    const { port } = await listening(recorder, 0, server)
    const mechanism = await curveClient({ ...clientPair, serverKey: newCurveKeyPair().publicKey })
    dialling(new Recorder(), port, { mechanism })
    expect(await recorder.refused.next()).toBe('handshake')
  })

  it('refuses a connection whose bytes were recorded', async () => {
    const seen: Buffer[] = []
    const { bound, dialled, port } = await connected((bytes) =>
      [bytes].filter((one) => seen.push(Buffer.from(one)) > 0),
    )
    const dealer = await dialled.ready.next()
    dealer.send([Buffer.from('pay')])
    await bound.ready.next()
    await bound.messages.next()
    const replay = connect(port, address).on('error', () => undefined)
    replay.resume().write(Buffer.concat(seen))
    expect(await bound.refused.next()).toBe('handshake')
    expect([bound.ready.size, bound.messages.size]).toEqual([0, 0])
  })

  it('refuses a message that was recorded, forged or cut', async () => {
    const changes: ((sealed: Buffer) => Buffer)[] = [
      (sealed) => Buffer.concat([sealed, sealed]),
      (sealed) => Buffer.concat([sealed.subarray(0, -1), Buffer.from([(sealed.at(-1) as number) ^ 1])]),
      (sealed) => Buffer.concat([Buffer.from([0, 20]), sealed.subarray(2, 22)]),
      () => Buffer.from([0, 5, ...Buffer.from('hello')]),
    ]
    for (const change of changes) {
      let isReady = false
      const { bound, dialled, close } = await connected((bytes) => [isReady ? change(bytes) : bytes])
      const [dealer] = await Promise.all([dialled.ready.next(), bound.ready.next()])
      isReady = true
      dealer.send([Buffer.from('once')])
      expect(await bound.refused.next()).toBe('protocol')
      close()
    }
  })

  it('refuses commands out of place', async () => {
    const frame = (body: string) => Buffer.concat([Buffer.from([4, body.length]), Buffer.from(body, 'latin1')])
    const pieces = [frame('\x05READY'), frame('\x05HELLO'), frame('\x08INITIATE'), frame(pingBody().toString('latin1'))]
    for (const piece of pieces) {
      const recorder = new Recorder()
      const { port } = await listening(recorder, 0, server)
      const peer = connect(port, address).on('error', () => undefined)
      peer.resume().write(Buffer.concat([greeting(client), piece]))
      expect(await recorder.refused.next()).toBe('handshake')
    }
  })

  it.each([
    ['a key that is too short', { ...clientPair, serverKey: Buffer.alloc(31) }, RangeError],
    ['a server key that is not one', { ...clientPair, serverKey: Buffer.alloc(32) }, Error],
  ])('does not begin with %s', async (_, keys, error) => {
    await expect(curveClient(keys)).rejects.toThrow(error)
  })
})
