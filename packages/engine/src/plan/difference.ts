import { isDeepStrictEqual } from 'node:util'
import type { FlowPlan, PeaPlan } from '@peaflow/core'
import { launchWire } from './wire.ts'

/** What leads from one plan to another, as ids of Peas. */
export interface PlanDifference {
  /** Peas to launch. */
  readonly added: readonly string[]
  /** Peas to stop. */
  readonly removed: readonly string[]
  /** Peas of both plans whose sockets differ. */
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
  const remaining = new Set(after.peas.map(({ id }) => id))
  return {
    added: after.peas.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    removed: before.peas.filter(({ id }) => !remaining.has(id)).map(({ id }) => id),
    rewired: after.peas.filter((pea) => isRewired(old.get(pea.id), pea)).map(({ id }) => id),
  }
}

function isRewired(old: PeaPlan | undefined, pea: PeaPlan): boolean {
  if (old === undefined) return false
  // Ports that are chosen at the start do not count.
  return !isDeepStrictEqual(launchWire(old), launchWire(pea))
}
