import { placeOf } from '../address/place.ts'
import { type Connection, connectEngine, type Engine } from '../engine/connect.ts'
import { type ImageStore, openImageStore } from './store.ts'

/** Opens the images of an Engine, which is this machine's own unless `dockerHost` names one. */
export function openImages({ engine, location }: Connection, dockerHost: string | undefined): ImageStore {
  return dockerHost === undefined
    ? openImageStore(engine)
    : openImageStore(engine, { place: placeOf(location), withHere })
}

/** A machine without an Engine has no images. */
async function withHere<T>(use: (here: Engine | undefined) => Promise<T>): Promise<T> {
  const here = await connectEngine().catch(() => undefined)
  return await use(here?.engine).finally(() => here?.close())
}
