import type { FlowPlan, PeaPlan } from './plan.ts'

/**
 * What a Pea runs, one after another: a Pea for each Pod of its group, as it would be by itself (`b/0`), or just the Pea
 * if it is in none. All of them have the sockets of the Pea.
 */
export function stagesOf<P extends PeaPlan>(pea: P): readonly P[] {
  const { stages, replicaId } = pea
  if (stages === undefined) return [pea]
  return stages.map((stage) => {
    const { pod, python, timeoutRequest, workspace } = stage
    return { ...pea, stages: undefined, ...stage, python, timeoutRequest, workspace, id: `${pod}/${replicaId}` }
  })
}

/** The stages that call an executor: all of {@link stagesOf} but those that `_pass` or `_merge`. */
export function calledStagesOf<P extends PeaPlan>(pea: P): readonly P[] {
  return stagesOf(pea).filter(({ uses }) => uses !== '_pass' && uses !== '_merge')
}

/** For each Pod, the Pod that its Peas are named after: the first of its group, or itself. */
export function namesakes({ pods, peas }: Pick<FlowPlan, 'pods' | 'peas'>): ReadonlyMap<string, string> {
  const podOf = new Map(peas.map(({ id, pod }) => [id, pod]))
  return new Map(pods.map(({ name, peas: [first = ''] }) => [name, podOf.get(first) ?? name]))
}
