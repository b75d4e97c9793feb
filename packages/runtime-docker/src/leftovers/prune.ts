import { LABELS } from '../container/labels.ts'
import { type Engine, withEngine } from '../engine/connect.ts'
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
 * Flow that still runs, none that another machine launched. We make no networks; volumes hold what Peas keep, and stay.
 *
 * @throws FlowError `LAUNCH_DOCKER_UNREACHABLE`, or another `LAUNCH_DOCKER_…` that says why it cannot be reached.
 */
export async function prune({ dockerHost }: PruneOptions = {}): Promise<readonly PrunedContainer[]> {
  return await withEngine(dockerHost, ({ engine }) => sweep(engine))
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
