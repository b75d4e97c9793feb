import { isDeepStrictEqual } from 'node:util'
import type { FlowPlan, PeaPlan } from '@peaflow/core'
import { launchWire } from './wire.ts'

/** What leads from one plan to another: ids of Peas. */
export interface PlanDifference {
  /** To launch. */
  readonly added: readonly string[]
  /** To stop. */
  readonly removed: readonly string[]
  /** In both, with other sockets. */
  readonly rewired: readonly string[]
}

/** Two plans of one Flow. */
export interface PlanChange {
  readonly before: FlowPlan
  readonly after: FlowPlan
}

/** Compares two plans, Pea by Pea. */
export function differ({ before, after }: PlanChange): PlanDifference {
  const old = new Map(before.peas.map((pea) => [pea.id, pea]))
  const kept = new Set(after.peas.map(({ id }) => id))
  return {
    added: after.peas.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    removed: before.peas.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
    rewired: after.peas.filter((pea) => isRewired(old.get(pea.id), pea)).map(({ id }) => id),
  }
}

function isRewired(old: PeaPlan | undefined, pea: PeaPlan): boolean {
  if (old === undefined) return false
  // Ports that a start chooses anyway make no difference.
  return !isDeepStrictEqual(launchWire(old), launchWire(pea))
}
