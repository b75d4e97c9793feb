import { findBridgeGateway } from './engine/bridge.ts'
import { connectEngine, type Engine } from './engine/connect.ts'
import { findSurvivors } from './engine/reconnect.ts'
import { type ImageStore, openImageStore } from './image/store.ts'
import { ownerOfThisProcess, writeOwner } from './leftovers/owner.ts'
import { sweep } from './leftovers/prune.ts'

/** What the launches of one launcher share. */
export interface Session {
  readonly engine: Engine
  readonly images: ImageStore
  /** The value of the owner label. */
  readonly owner: string
  /** Where a port is published that a container dials. */
  readonly gateway: string
  /** Whether a container still runs after the Engine was away; all who ask at the same time share the answer. */
  survives(container: string): Promise<boolean>
}

/**
 * Connects to an Engine and removes what an earlier process of ours left there when it was killed.
 *
 * @throws FlowError `LAUNCH_DOCKER_UNREACHABLE`, `LAUNCH_DOCKER_ADDRESS`
 */
export async function openSession(dockerHost: string | undefined): Promise<Session> {
  const engine = await connectEngine(dockerHost)
  const [gateway] = await Promise.all([findGateway(engine), sweep(engine)])
  const owner = writeOwner(ownerOfThisProcess())
  let survivors: ReturnType<typeof findSurvivors> | undefined
  return {
    engine,
    owner,
    gateway,
    images: openImageStore(engine),
    survives: async (container) => {
      survivors ??= findSurvivors(engine, owner).finally(() => {
        survivors = undefined
      })
      return (await survivors).has(container)
    },
  }
}

/** Docker Desktop leads containers to loopback. */
async function findGateway(engine: Engine): Promise<string> {
  const loopback = '127.0.0.1'
  if (process.platform !== 'linux') return loopback
  return (await findBridgeGateway(engine).catch(() => undefined)) ?? loopback
}
