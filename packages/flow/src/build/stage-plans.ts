import type { LinkEnd, PeaPlan, StagePlan, Uses } from '@peaflow/core'
import type { Stage } from './fuse.ts'

/** What a replica runs for each Pod of its group. */
export function stagePlans(stages: readonly Stage[], end: LinkEnd, replicaId: number): readonly StagePlan[] {
  return stages.map(({ name, settings }) => {
    const { uses, python, with: args = {}, concurrency, timeoutRequest, workspace } = settings
    return {
      pod: name,
      uses,
      with: args,
      ...(python !== undefined && { python }),
      concurrency,
      ...(timeoutRequest !== undefined && runsUserCode(end, uses) && { timeoutRequest }),
      workspace: `${workspace}/${replicaId}`,
    }
  })
}

/** An image or an external Pea may run any code, whatever `uses` says. */
export function runsUserCode({ image, external }: Pick<LinkEnd, 'image' | 'external'>, uses: Uses): boolean {
  return image !== undefined || external === true || typeof uses !== 'string' || !uses.startsWith('_')
}

/** Milliseconds that a request may be called in a Pea: for a group, as long as in all of its Pods. */
export function callLimit(pea: PeaPlan): number | undefined {
  const called = pea.stages?.filter(({ uses }) => runsUserCode(pea, uses))
  if (called === undefined || called.length === 0) return pea.timeoutRequest
  return called.reduce<number | undefined>(
    (sum, { timeoutRequest }) => (sum === undefined || timeoutRequest === undefined ? undefined : sum + timeoutRequest),
    0,
  )
}
