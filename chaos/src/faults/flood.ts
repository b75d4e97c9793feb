import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../random.ts'
import { children, type Door, doorsOf } from '../system.ts'
import type { Fault } from './fault.ts'

/** Milliseconds that connections which say nothing stay open. */
const HOLD = 500

/** Sends random bytes to everything that a process of the Flow listens on. */
export const garbage: Fault = async ({ random, note }) => {
  for (const door of doors()) {
    note('garbage')
    const socket = await open(door)
    socket?.write(randomBytes(random, random.whole(1, 20_000)))
    socket?.destroySoon()
  }
}

/** Opens many connections to everything that a process of the Flow listens on, and says nothing, or only how ZMTP begins. */
export const flood: Fault = async ({ random, note }) => {
  const sockets = await Promise.all(
    doors().flatMap((door) => {
      note('flood')
      return Array.from({ length: random.whole(20, 100) }, () => open(door))
    }),
  )
  for (const socket of sockets) if (random.chance(0.5)) socket?.write(GREETING)
  await delay(HOLD)
  for (const socket of sockets) socket?.destroy()
}

/** The first bytes of a ZMTP 3 greeting. */
const GREETING = Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1])

function doors(): readonly Door[] {
  return doorsOf([process.pid, ...children()])
}

async function open(door: Door): Promise<Socket | undefined> {
  const socket = connect(door)
  socket.on('error', () => undefined) // it is cut off, as intended
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(1_000) })
    return socket
  } catch {
    socket.destroy()
    return undefined // it refuses, or its Pea has been stopped
  }
}

function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => random.whole(0, 255)))
}
