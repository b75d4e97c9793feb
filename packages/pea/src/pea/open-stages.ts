import { calledStagesOf, functionNameOf, type PeaSpec } from '@peaflow/core'
import { HandedPayload } from '../document/handed-payload.ts'
import type { Payload } from '../document/payload.ts'
import { inProcessHost } from '../executor/in-process.ts'
import type { Stage } from './group-work.ts'
import type { OpenPeaOptions } from './pea-options.ts'

/**
 * Hosts the executors of a group, each for its Pod, in this thread unless the options have hosts for them. In one thread,
 * the documents that one returns are those that the next one gets; the last one encodes them.
 */
export function openStages(spec: PeaSpec, { executors = {}, hosts, onLog }: OpenPeaOptions): readonly Stage[] {
  const called = calledStagesOf(spec)
  return called.map((stage, index) => {
    const given = hosts?.[index]
    if (given !== undefined) return { spec: stage, host: given }
    const name = functionNameOf(stage.uses)
    const executor = name === undefined ? undefined : executors[name]
    const handOn = index < called.length - 1 ? (payload: Payload) => new HandedPayload(payload) : undefined
    return { spec: stage, host: inProcessHost(stage, { executor, onLog, logPrefix: `${stage.pod}: `, handOn }) }
  })
}
