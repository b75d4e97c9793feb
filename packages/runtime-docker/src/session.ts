import { findBridgeGateway } from './engine/bridge.ts'
import { connectEngine, type Engine } from './engine/connect.ts'
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
}

/**
 * Connects to an Engine and removes what an earlier process of ours left there when it was killed.
 *
 * @throws FlowError `LAUNCH_DOCKER_UNREACHABLE`, `LAUNCH_DOCKER_ADDRESS`
 */
export async function openSession(dockerHost: string | undefined): Promise<Session> {
  const engine = await connectEngine(dockerHost)
  const [gateway] = await Promise.all([findGateway(engine), sweep(engine)])
  return { engine, gateway, owner: writeOwner(ownerOfThisProcess()), images: openImageStore(engine) }
}

/** Docker Desktop leads containers to loopback. */
async function findGateway(engine: Engine): Promise<string> {
  const loopback = '127.0.0.1'
  if (process.platform !== 'linux') return loopback
  return (await findBridgeGateway(engine).catch(() => undefined)) ?? loopback
}
