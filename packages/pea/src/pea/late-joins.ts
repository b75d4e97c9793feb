import type { PeaSpec } from '@peaflow/core'
import type { Joiner } from '../join/joiner.ts'
import { joinTimedOut } from './failure.ts'
import type { Results } from './results.ts'

/** What it takes to fail a join. */
export interface LateJoinOptions {
  readonly spec: PeaSpec
  /** The edges into the Pea, with the Pods that they come from. */
  readonly sources: ReadonlyMap<number, string>
  readonly results: Pick<Results, 'fail'>
  /** On the clock of `performance.now()`. */
  readonly now: number
}

/** Fails the requests that still wait for messages when their time is up. Their errors name the Pods that sent none. */
export function failLateJoins(joiner: Joiner, { spec, sources, results, now }: LateJoinOptions): void {
  for (const pending of joiner.values()) {
    if (pending.state !== 'joining' || pending.deadline > now) continue
    const missing = joiner.missing(pending).map((edge) => sources.get(edge) ?? String(edge))
    results.fail(pending, joinTimedOut(spec, missing))
  }
}
