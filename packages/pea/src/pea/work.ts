import type { PendingRequest } from '../join/pending-request.ts'

/** What a Pea does with its requests. */
export interface Work {
  /** How many requests wait for their calls. */
  readonly backlog: number
  /** How many calls run. */
  readonly running: number
  /** Takes a request whose messages have all arrived. */
  add(pending: PendingRequest): void
  /** Aborts the calls of requests that have ended. */
  cancel(requests: ReadonlySet<number>): void
  /** Fails what is overdue. Returns whether calls are running. */
  sweep(now: number): boolean
  /** Frees what the work needs. May be called twice. */
  teardown(): Promise<void>
}

function nothing(): void {}

/** The work of a Pea whose executor is not set up. No request arrives: such a Pea grants no credit. */
export const NO_WORK: Work = {
  backlog: 0,
  running: 0,
  add: nothing,
  cancel: nothing,
  sweep: () => false,
  teardown: async () => undefined,
}
