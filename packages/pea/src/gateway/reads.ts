import type { FlowResult } from './result.ts'

/** What a read of a stream yields. */
export type Step = IteratorResult<FlowResult, undefined>

/** What every read of a stream yields once that has ended. */
export const OVER: Step = { done: true, value: undefined }

/** A read that waits for a result. */
export interface PendingRead {
  resolve(step: Step): void
  reject(error: unknown): void
}

/** What the next read rejects with. */
export interface Failure {
  readonly thrown: unknown
}
