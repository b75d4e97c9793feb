import type { Endpoints, PeaSpec } from '@peaflow/core'
import { type PeaMessage, type PeaStatus, PROTOCOL } from '@peaflow/protocol'

/** What a Pea reports once it is ready. */
export interface Readiness {
  /** It shows signs of life from now on. */
  readonly beats: boolean
  /** What its executor serves; `undefined` if it has none, or there is too much to say. */
  readonly endpoints: Endpoints | undefined
}

/** The message of a Pea that is ready. */
export function readyReport({ id: pea, incarnation }: PeaSpec, { beats, endpoints }: Readiness): PeaMessage {
  return { type: 'ready', pea, incarnation, ...(beats && { heartbeat: true }), ...(endpoints && { endpoints }) }
}

/** What a Pea counts, and since when. */
export type Counts = Pick<PeaStatus, 'state' | 'served' | 'held' | 'dropped'> & {
  /** On the clock of `performance.now()`. */
  readonly startedAt: number
}

/** The message of a Pea that was asked for its status. */
export function statusReport({ id: pea, flow }: PeaSpec, { startedAt, ...counts }: Counts): PeaMessage {
  const uptime = Math.round(performance.now() - startedAt)
  return { type: 'status', status: { pea, flow, protocol: PROTOCOL, ...counts, uptime } }
}
