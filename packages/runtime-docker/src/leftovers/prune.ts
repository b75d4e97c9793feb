import { type Engine, withEngine } from '../engine/connect.ts'
import { removeContainer } from '../engine/remove-container.ts'
import { LABELS } from '../labels/labels.ts'
import { isGone, readOwner } from './owner.ts'

/** A container that was removed, because the process that launched it has ended. */
export interface PrunedContainer {
  readonly name: string
  readonly flow: string
  readonly pea: string
}

/** Options of {@link prune}. */
export interface PruneOptions {
  /**
   * The Engine's address.
   *
   * @defaultValue the Engine of the `docker` command
   */
  readonly dockerHost?: string | undefined
}

/**
 * Removes the containers of Flows whose process has ended, and nothing else: no container without Peaflow's labels, none
 * of a Flow that still runs, and none that another machine launched. Peaflow makes no networks. Volumes stay, because
 * they hold the workspaces of Peas.
 *
 * @throws FlowError `LAUNCH_DOCKER_UNREACHABLE`, or another `LAUNCH_DOCKER_…` that says why the Engine cannot be reached.
 */
export async function prune({ dockerHost }: PruneOptions = {}): Promise<readonly PrunedContainer[]> {
  return await withEngine(dockerHost, ({ engine }) => pruneContainers(engine))
}

/** Does what {@link prune} does, on an Engine that is already connected. */
export async function pruneContainers(engine: Engine): Promise<readonly PrunedContainer[]> {
  const all = await engine.listContainers({ all: true, filters: { label: [LABELS.owner] } })
  const orphaned = all.filter(({ Labels }) => {
    const owner = readOwner(Labels[LABELS.owner] ?? '')
    return owner !== undefined && isGone(owner)
  })
  await Promise.all(orphaned.map(({ Id }) => removeContainer(engine, Id)))
  return orphaned.map(({ Names, Labels }) => ({
    name: (Names[0] ?? '').replace(/^\//, ''),
    flow: Labels[LABELS.flow] ?? '',
    pea: Labels[LABELS.pea] ?? '',
  }))
}
