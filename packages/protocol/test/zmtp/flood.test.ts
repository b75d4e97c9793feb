import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { readyFrame } from '../../src/zmtp/command.ts'
import type { Connection } from '../../src/zmtp/connection.ts'
import { LONG, MORE, toFrame } from '../../src/zmtp/frame.ts'
import { greeting } from '../../src/zmtp/greeting.ts'
import { NULL_MECHANISM } from '../../src/zmtp/null-mechanism.ts'
import { address, dialling, Guard, listening, PROOF, Recorder } from './ends.ts'

const MEBIBYTE = 1_024 * 1_024

/** Connections of a flood. Each is opened again as soon as it is closed. */
const CONNECTIONS = 300

const handshake = Buffer.concat([greeting(NULL_MECHANISM), readyFrame({ type: 'DEALER', routingId: 'x' })])

/** Opens connections, which send these bytes, and opens them again, until it is stopped. */
class Flood {
  opened = 0
  readonly #peers = new Set<Socket>()
  readonly #port: number
  readonly #bytes: Buffer
  #isStopped = false

  constructor(port: number, bytes: Buffer) {
    this.#port = port
    this.#bytes = bytes
    for (let count = 0; count < CONNECTIONS; count += 1) this.#open()
  }

  stop(): void {
    this.#isStopped = true
    for (const peer of this.#peers) peer.destroy()
  }

  #open(): void {
    const peer = connect(this.#port, address).on('error', () => undefined)
    peer.resume().write(this.#bytes)
    this.#peers.add(peer)
    this.opened += 1
    peer.on('close', () => {
      this.#peers.delete(peer)
      if (!this.#isStopped) setImmediate(() => this.#open())
    })
  }
}

/** A peer that proves itself, and sends a message then. */
class Member extends Recorder {
  readonly #message: string

  constructor(message: string) {
    super()
    this.#message = message
  }

  override onReady(connection: Connection): void {
    super.onReady(connection)
    connection.send([PROOF])
    connection.send([Buffer.from(this.#message)])
  }
}

function memory(): number {
  const { rss, external } = process.memoryUsage()
  return rss + external
}

const announced = Buffer.from([LONG, 0, 0, 0, 0, 0, 0, 0x0e, 0])

it.each([
  ['connections', Buffer.alloc(0)],
  ['half greetings', handshake.subarray(0, 30)],
  ['handshakes', handshake],
  ['frames that are announced', Buffer.concat([handshake, announced])],
  ['small frames', Buffer.concat([handshake, ...new Array(500).fill(toFrame(MORE, Buffer.from('x')))])],
])('a flood of %s takes no memory, and a peer that can prove itself is served', async (_, bytes) => {
  const guard = new Guard()
  const { port } = await listening(guard)
  const before = memory()
  const flood = new Flood(port, bytes)
  onTestFinished(() => flood.stop())
  for (let index = 0; index < 5; index += 1) {
    const dialler = dialling(new Member(`${index}`), port)
    expect(String(await guard.messages.next())).toBe(`${index}`)
    dialler.close()
  }
  flood.stop()
  expect(flood.opened).toBeGreaterThan(CONNECTIONS)
  expect(memory() - before).toBeLessThan(32 * MEBIBYTE)
})
