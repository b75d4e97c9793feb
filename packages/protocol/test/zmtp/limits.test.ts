import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MAX_FRAME_BYTES } from '../../src/wire/protocol.ts'
import { MAX_MESSAGE_BYTES, MAX_UNKNOWN_BYTES } from '../../src/zmtp/allowance.ts'
import { readyFrame } from '../../src/zmtp/command.ts'
import { MORE, toFrame } from '../../src/zmtp/frame.ts'
import { greeting } from '../../src/zmtp/greeting.ts'
import { NULL_MECHANISM } from '../../src/zmtp/null-mechanism.ts'
import { address, dialling, Guard, listening, PROOF, Recorder } from './ends.ts'

const MEBIBYTE = 1_024 * 1_024

const handshake = Buffer.concat([greeting(NULL_MECHANISM), readyFrame({ type: 'DEALER', routingId: 'x' })])

function raw(port: number, bytes?: Buffer): Socket {
  const peer = unguarded(port, bytes)
  onTestFinished(() => void peer.destroy())
  return peer
}

function unguarded(port: number, bytes?: Buffer): Socket {
  const peer = connect(port, address).on('error', () => undefined)
  if (bytes !== undefined) peer.write(bytes)
  return peer.resume()
}

/** A frame of which only the header is sent. */
function announcing(length: number): Buffer {
  const header = Buffer.alloc(9)
  header[0] = 2
  header.writeUInt32BE(length, 5)
  return header
}

function memory(): number {
  const { rss, external } = process.memoryUsage()
  return rss + external
}

describe('an unknown peer', () => {
  it.each([
    ['a frame above 4 KiB', [announcing(MAX_UNKNOWN_BYTES)]],
    ['frames that exceed 4 KiB together', [toFrame(MORE, Buffer.alloc(2_000)), toFrame(0, Buffer.alloc(2_000))]],
    ['a second frame', [toFrame(0, Buffer.from('a')), toFrame(0, Buffer.from('b'))]],
    ['a second frame of its first message', [toFrame(MORE, Buffer.alloc(0)), toFrame(MORE, Buffer.alloc(0))]],
    ['commands that exceed 4 KiB together', new Array(30).fill(toFrame(4, Buffer.from(`\x05OTHER${'x'.repeat(200)}`)))],
  ])('is refused for %s', async (_, frames) => {
    const guard = new Guard()
    const { port } = await listening(guard)
    raw(port, Buffer.concat([handshake, ...frames]))
    expect(await guard.refused.next()).toBe('limit')
  })

  it.each([
    ['says nothing', Buffer.alloc(0)],
    ['sends half a greeting', handshake.subarray(0, 30)],
    ['does not go on after its handshake', handshake],
    ['proves nothing', Buffer.concat([handshake, toFrame(0, Buffer.from('who, me?'))])],
    ['announces a frame that never comes', Buffer.concat([handshake, announcing(3_000)])],
  ])('is refused after 2 s if it %s', async (_, bytes) => {
    const guard = new Guard()
    const { port } = await listening(guard)
    const before = performance.now()
    raw(port, bytes)
    expect(await guard.refused.next()).toBe('timeout')
    expect(performance.now() - before).toBeGreaterThan(1_900)
  })

  it('may be read late: what has arrived counts, however long the process was busy', async () => {
    const guard = new Guard()
    const { port } = await listening(guard)
    const recorder = new Recorder()
    dialling(recorder, port)
    const dealer = await recorder.ready.next()
    dealer.send([PROOF])
    const until = performance.now() + 2_500
    while (performance.now() < until);
    await guard.ready.next()
    expect(guard.refused.size).toBe(0)
  })

  it('makes room for a newer one: 64 wait at most, and the oldest is closed', async () => {
    const guard = new Guard()
    const { port } = await listening(guard)
    const peers: Socket[] = []
    const closed: number[] = []
    for (let index = 0; index < 64; index += 1) {
      const peer = raw(port, index % 2 === 0 ? handshake : undefined).on('close', () => closed.push(index))
      await new Promise<void>((resolve) => peer.once('data', () => resolve()))
      peers.push(peer)
    }
    expect(guard.refused.size).toBe(0)
    const next = raw(port)
    expect(await guard.refused.next()).toBe('crowded')
    await new Promise<void>((resolve) =>
      next.readyState === 'open' ? resolve() : next.once('connect', () => resolve()),
    )
    while (closed.length === 0) await delay(1)
    expect(closed).toEqual([0])
  })
})

describe('a known peer', () => {
  it('may send more than an unknown one from its second message on, also in one piece with the first', async () => {
    const guard = new Guard()
    const { port } = await listening(guard)
    const large = toFrame(0, Buffer.alloc(50_000, 1))
    raw(port, Buffer.concat([handshake, toFrame(0, PROOF), large, large]))
    expect((await guard.messages.next())[0]).toHaveLength(50_000)
    expect((await guard.messages.next())[0]).toHaveLength(50_000)
  })

  it('is refused for a message that is too long as a whole, of few frames or of many', async () => {
    const half = MAX_MESSAGE_BYTES / 2
    const messages = [
      [announcing(MAX_MESSAGE_BYTES)],
      new Array(8_193).fill(toFrame(MORE, Buffer.alloc(0))),
      [Buffer.concat([toFrame(MORE, Buffer.alloc(half)), announcing(half)])],
    ]
    for (const frames of messages) {
      const guard = new Guard()
      const { port } = await listening(guard)
      raw(port, Buffer.concat([handshake, toFrame(0, PROOF), ...frames]))
      expect(await guard.refused.next()).toBe('limit')
      expect(guard.messages.size).toBe(0)
    }
  })

  it('may send the largest payload, and a full pack beside it', () => {
    expect(MAX_MESSAGE_BYTES).toBeGreaterThan(MAX_FRAME_BYTES + 2 * 256 * 1_024)
  })

  it('gets memory for what it sends, not for what it announces', async () => {
    const guard = new Guard()
    const { port } = await listening(guard)
    const before = memory()
    const start = Buffer.concat([handshake, toFrame(0, PROOF), announcing(128 * MEBIBYTE)])
    for (let index = 0; index < 10; index += 1) raw(port, Buffer.concat([start, Buffer.alloc(1_000)]))
    for (let index = 0; index < 10; index += 1) await guard.ready.next()
    expect(memory() - before).toBeLessThan(32 * MEBIBYTE)
  })
})
