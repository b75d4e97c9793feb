import { FlowError } from '@peaflow/core'
import type { PortObservation } from '@peaflow/protocol'
import type { JoinFlowOptions } from './options.ts'

/** Why a Flow does not answer, by what is found at its port. */
export const OBSERVATIONS: Readonly<Record<PortObservation, string>> = {
  unresponsive: 'what listens there does not answer',
  unknown: 'what listens there is not a Flow',
  refused: 'nothing listens there',
  unreachable: 'that machine cannot be reached',
}

/** The Flow ends every handshake. */
export function otherKey(where: string, { pod, security }: Pick<JoinFlowOptions, 'pod' | 'security'>): FlowError {
  const message = `what listens at ${where} does not accept this key for "${pod}"`
  const encryption =
    security === 'none' ? 'Without --security none?' : 'With --security none, if the Flow has security: none?'
  return new FlowError('LAUNCH_KEY', message, {
    hint: `Take the key of that Flow, or what peaflow key --pod ${pod} makes of it. Is that its port for replicas? ${encryption}`,
  })
}

/** The Flow is of another version. */
export function otherVersion(where: string, theirs: number, ours: number): FlowError {
  const message = `the Flow at ${where} speaks version ${theirs} of the protocol, and this replica version ${ours}`
  return new FlowError('LAUNCH_PROTOCOL', message, { hint: 'Use one version of Peaflow on both machines' })
}

/** It has waited for a Flow as long as it may. */
export function notJoined(
  where: string,
  { pod, timeout = 0 }: Pick<JoinFlowOptions, 'pod' | 'timeout'>,
  reason: string,
): FlowError {
  const message = `no Flow at ${where} has taken the replica of "${pod}" within ${timeout / 1_000} s: ${reason}`
  return new FlowError('LAUNCH_NOT_JOINED', message, {
    hint: 'Start the Flow first, or wait longer: --timeout 30m',
  })
}
