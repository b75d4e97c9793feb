import { LABELS } from '../container/labels.ts'
import { connectEngine, type Engine } from '../engine/connect.ts'
import { removeContainer } from '../engine/remove.ts'
import { isGone, readOwner } from './owner.ts'

/** A container that a crash left. */
export interface PrunedContainer {
  readonly name: string
  readonly flow: string
  readonly pea: string
}

/** Where to look. */
export interface PruneOptions {
  /**
   * The Engine's address.
   *
   * @defaultValue that of the `docker` command
   */
  readonly dockerHost?: string | undefined
}

/**
 * Removes the containers of Flows whose process is gone, and nothing else: no container without our labels, none of a
 * Flow that still runs, none that another machine launched. We make no networks, and no volumes that outlive their
 * container.
 *
 * @throws FlowError `LAUNCH_DOCKER_UNREACHABLE`
 */
export async function prune({ dockerHost }: PruneOptions = {}): Promise<readonly PrunedContainer[]> {
  return await sweep(await connectEngine(dockerHost))
}

/** Does what {@link prune} does, on an Engine that is connected already. */
export async function sweep(engine: Engine): Promise<readonly PrunedContainer[]> {
  const all = await engine.listContainers({ all: true, filters: { label: [LABELS.owner] } })
  const left = all.filter(({ Labels }) => {
    const owner = readOwner(Labels[LABELS.owner] ?? '')
    return owner !== undefined && isGone(owner)
  })
  await Promise.all(left.map(({ Id }) => removeContainer(engine, Id)))
  return left.map(({ Names, Labels }) => ({
    name: (Names[0] ?? '').replace(/^\//, ''),
    flow: Labels[LABELS.flow] ?? '',
    pea: Labels[LABELS.pea] ?? '',
  }))
}
