import { abortable } from '../async/abortable.ts'
import { findBridgeGateway } from '../engine/bridge.ts'
import { type Connection, connectEngine } from '../engine/connect.ts'
import { askKernel } from '../engine/kernel.ts'
import { openImages } from '../image/open.ts'
import type { ImageStore } from '../image/store.ts'
import { ownerOfThisProcess, writeOwner } from '../leftovers/owner.ts'
import { pruneContainers } from '../leftovers/prune.ts'

/** An Engine and what all launches on it share. */
export interface PooledEngine {
  readonly connection: Connection
  readonly images: ImageStore
  /** The value of the owner label. */
  readonly owner: string
  /** The address on which ports for other containers are published. */
  readonly gateway: string
  /** Whether containers share the kernel and the users of this machine. Asked once. */
  sharesKernel(): Promise<boolean>
}

/** An Engine in use. */
export interface AcquiredEngine {
  readonly pooled: PooledEngine
  /** Ends the use. The connection closes with the last user. May be called twice. */
  release(): void
}

/** The Engines of a launcher, each with one connection. */
export interface EnginePool {
  /**
   * Connects to an Engine, unless it is connected.
   *
   * @throws what `connectEngine` throws; the reason of the signal if it aborts.
   */
  acquire(dockerHost: string | undefined, signal?: AbortSignal): Promise<AcquiredEngine>
}

interface PoolEntry {
  opened: Promise<PooledEngine> | undefined
  users: number
}

/** Makes a pool, which has no connections at first. */
export function makeEnginePool(): EnginePool {
  const entries = new Map<string | undefined, PoolEntry>()
  return {
    acquire: async (dockerHost, signal) => {
      const entry = entries.get(dockerHost) ?? { opened: undefined, users: 0 }
      entries.set(dockerHost, entry)
      const release = addUser(entry)
      try {
        entry.opened ??= openEngine(dockerHost).catch((error) => {
          entry.opened = undefined
          throw error
        })
        return { pooled: await abortable(entry.opened, signal), release }
      } catch (error) {
        release()
        throw error
      }
    },
  }
}

function addUser(entry: PoolEntry): () => void {
  let isReleased = false
  entry.users += 1
  const closeUnused = ({ connection }: PooledEngine) => (entry.users === 0 ? connection.close() : undefined)
  return () => {
    if (isReleased) return
    isReleased = true
    entry.users -= 1
    void entry.opened?.then(closeUnused).catch(() => {}) // it was never open
  }
}

/** Connects to an Engine, and removes the containers of processes that were killed. */
async function openEngine(dockerHost: string | undefined): Promise<PooledEngine> {
  const connection = await connectEngine(dockerHost)
  try {
    const [gateway] = await Promise.all([findGateway(connection), pruneContainers(connection.engine)])
    let kernel: Promise<boolean> | undefined
    const sharesKernel = () => {
      kernel ??= askKernel(connection)
      return kernel
    }
    const images = openImages(connection, dockerHost)
    return { connection, gateway, sharesKernel, owner: writeOwner(ownerOfThisProcess()), images }
  } catch (error) {
    await connection.close()
    throw error
  }
}

/** In a container of Docker Desktop, this machine's name resolves to loopback. */
async function findGateway({ engine, location }: Connection): Promise<string> {
  const loopback = '127.0.0.1'
  if (process.platform !== 'linux' && location.address.kind === 'socket') return loopback
  return (await findBridgeGateway(engine).catch(() => undefined)) ?? loopback
}
