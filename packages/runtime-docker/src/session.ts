import { abortable } from './abortable.ts'
import { findBridgeGateway } from './engine/bridge.ts'
import { type Connection, connectEngine } from './engine/connect.ts'
import { openImages } from './image/open.ts'
import type { ImageStore } from './image/store.ts'
import { ownerOfThisProcess, writeOwner } from './leftovers/owner.ts'
import { sweep } from './leftovers/prune.ts'

/** What the launches by one Engine share. */
export interface Session {
  readonly connection: Connection
  readonly images: ImageStore
  /** The value of the owner label. */
  readonly owner: string
  /** Where a port is published that a container dials. */
  readonly gateway: string
}

/** A session that somebody needs. */
export interface HeldSession {
  readonly session: Session
  /** Needs it no more: the way to its Engine closes with the last one. May be called twice. */
  release(): void
}

/** The sessions of a launcher: one for each Engine that its Peas name. */
export interface Sessions {
  /**
   * Opens the session of an Engine, unless it is open.
   *
   * @throws what `connectEngine` throws; the reason of the signal if it aborts.
   */
  hold(dockerHost: string | undefined, signal?: AbortSignal): Promise<HeldSession>
}

interface Slot {
  opened: Promise<Session> | undefined
  holders: number
}

/** Makes the sessions of a launcher, all of which are closed at first. */
export function makeSessions(): Sessions {
  const slots = new Map<string | undefined, Slot>()
  return {
    hold: async (dockerHost, signal) => {
      const slot = slots.get(dockerHost) ?? { opened: undefined, holders: 0 }
      slots.set(dockerHost, slot)
      const release = holdSlot(slot)
      try {
        slot.opened ??= openSession(dockerHost).catch((error) => {
          slot.opened = undefined
          throw error
        })
        return { session: await abortable(slot.opened, signal), release }
      } catch (error) {
        release()
        throw error
      }
    },
  }
}

function holdSlot(slot: Slot): () => void {
  let isHeld = true
  slot.holders += 1
  const closeUnheld = ({ connection }: Session) => (slot.holders === 0 ? connection.close() : undefined)
  return () => {
    if (!isHeld) return
    isHeld = false
    slot.holders -= 1
    void slot.opened?.then(closeUnheld).catch(() => {}) // it was never open
  }
}

/** Connects to an Engine and removes what an earlier process of ours left there when it was killed. */
async function openSession(dockerHost: string | undefined): Promise<Session> {
  const connection = await connectEngine(dockerHost)
  try {
    const [gateway] = await Promise.all([findGateway(connection), sweep(connection.engine)])
    return { connection, gateway, owner: writeOwner(ownerOfThisProcess()), images: openImages(connection, dockerHost) }
  } catch (error) {
    await connection.close()
    throw error
  }
}

/** Docker Desktop leads containers to loopback. */
async function findGateway({ engine, location }: Connection): Promise<string> {
  const loopback = '127.0.0.1'
  if (process.platform !== 'linux' && location.address.kind === 'socket') return loopback
  return (await findBridgeGateway(engine).catch(() => undefined)) ?? loopback
}
