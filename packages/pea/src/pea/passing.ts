import { calledStagesOf, type PeaSpec } from '@peaflow/core'
import { isEmptyPayload } from '../document/payload-layout.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import type { OpenPeaOptions } from './pea-options.ts'

/** Whether a Pea runs no user code, so that payloads pass unchanged or merged. */
export function isPassing(spec: PeaSpec, { executor, host }: OpenPeaOptions): boolean {
  return executor === undefined && host === undefined && calledStagesOf(spec).length === 0
}

/** Whether a request goes on as it arrived: an error, the end of a stream without documents, what a passing Pea need not merge. */
export function passesOn(pending: PendingRequest, isPassing: boolean): boolean {
  return pending.isError || isEmptyEnd(pending) || (pending.isSingle && isPassing)
}

function isEmptyEnd({ piece, payload }: PendingRequest): boolean {
  return piece?.more === false && isEmptyPayload(payload)
}
