import { machineNameOf } from '../address/machine.ts'
import { type Connection, connectEngine, type Engine } from '../engine/connect.ts'
import { type ImageStore, openImageStore } from './store.ts'

/** Opens the images of an Engine, which is this machine's own unless `dockerHost` names one. */
export function openImages({ engine, location }: Connection, dockerHost: string | undefined): ImageStore {
  return dockerHost === undefined
    ? openImageStore(engine)
    : openImageStore(engine, { machine: machineNameOf(location), withLocalEngine })
}

/** A machine without an Engine has no images. */
async function withLocalEngine<T>(use: (local: Engine | undefined) => Promise<T>): Promise<T> {
  const local = await connectEngine().catch(() => undefined)
  return await use(local?.engine).finally(() => local?.close())
}
