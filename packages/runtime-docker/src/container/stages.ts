import { posix } from 'node:path'
import type { PeaSpec, StagePlan } from '@peaflow/core'
import type { ExecutorFolder } from './executor-links.ts'
import { mountExecutor } from './executor-mounts.ts'
import type { Mount } from './volume.ts'
import { WORKSPACE, type WorkspaceSource, workspaceMount } from './workspace.ts'

/** What one Pod of a group has on the machine of its container. */
export interface StageContext {
  /** An executor of this machine. */
  readonly executor?: ExecutorFolder | undefined
  readonly workspace?: WorkspaceSource | undefined
}

/** The Pods of a group as their container has them. */
export interface ContainedStages {
  readonly stages?: readonly StagePlan[] | undefined
  readonly mounts: readonly Mount[]
}

/** Mounts the executor and the workspace of each Pod of a group, in folders of its name; executors below `target`. */
export function containStages(
  { stages, flow }: Pick<PeaSpec, 'stages' | 'flow'>,
  contexts: readonly StageContext[],
  target: string,
): ContainedStages {
  const mounts: Mount[] = []
  const contained = stages?.map((stage, index): StagePlan => {
    const { executor, workspace } = contexts[index] ?? {}
    const mounted = executor && mountExecutor(executor, posix.join(target, stage.pod))
    const own = posix.join(WORKSPACE, stage.pod)
    if (mounted !== undefined) mounts.push(...mounted.mounts)
    if (workspace !== undefined) mounts.push(workspaceMount(workspace, flow, own))
    return { ...stage, uses: mounted?.file ?? stage.uses, ...(workspace !== undefined && { workspace: own }) }
  })
  return { stages: contained, mounts }
}
