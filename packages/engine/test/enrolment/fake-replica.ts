import type { PeaSpec } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
import { derivePodKey, PROTOCOL, proveEnrol } from '@peaflow/protocol'
import type { JoinRefusal } from '../../src/control/joiner.ts'
import { type FakeFlow, NO_PROOF } from '../fake-flow.ts'

/** A plan whose Pod "encode" takes two replicas, before a Pod "mark" that is launched. If `polling` is `all`, it has a place for each. */
export function joinedPlan(polling: 'any' | 'all') {
  const flow = new Flow({ name: 'joined', join: '127.0.0.1:7000', key: 'flow.key' })
    .add({ name: 'encode', uses: './encode.mjs', polling, replicas: { min: 2, max: 2 } })
    .add({ name: 'mark', uses: './mark.mjs' })
  return buildFlow(flow)
}

/** What became of a replica that asked to join. */
export interface FakeReplica {
  readonly refusal: JoinRefusal | undefined
  /** What it was adopted as, if it was. */
  readonly adopted: readonly PeaSpec[]
}

/** Has a replica ask to be one of "encode". It reports its ports, of which it opens none, as soon as it is adopted. */
export function enrol(flow: FakeFlow, replica: number): FakeReplica {
  const key = derivePodKey(flow.supervisor.settings.keys.flow, 'encode')
  const adopted: PeaSpec[] = []
  const adopt = (spec: PeaSpec): void => {
    adopted.push(spec)
    const { id: pea, incarnation, inputs, outputs } = spec
    const ports = [...inputs, ...outputs].map(() => 0)
    const bound = { type: 'bound', pea, incarnation, protocol: PROTOCOL, ports, proof: NO_PROOF } as const
    queueMicrotask(() => flow.report(bound))
  }
  const enrolment = { pod: 'encode', proof: proveEnrol(key.bytes).toString('hex'), replica }
  const refusal = flow.enrolments.take(enrolment, { address: undefined, adopt })
  return { refusal, adopted }
}
