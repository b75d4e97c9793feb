import { isDeepStrictEqual } from 'node:util'
import { type FlowPlan, hasOwnNetwork, type PeaPlan } from '@peaflow/core'
import { launchWire, opensPort } from './wire.ts'

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

/**
 * Whether one plan can be left for the other while messages pass: every Pea of both sends to the same Peas of both, and
 * none has to be launched again to open a port. Which end of a link binds may differ, since a link goes on where it was.
 */
export function keepsLinks({ before, after }: PlanChange): boolean {
  const old = new Map(before.peas.map((pea) => [pea.id, pea]))
  const both = new Set(after.peas.map(({ id }) => id).filter((id) => old.has(id)))
  const isUnchanged = (pea: PeaPlan) => {
    const own = old.get(pea.id)
    return own === undefined || (!isReplaced(own, pea) && isDeepStrictEqual(linksOf(own, both), linksOf(pea, both)))
  }
  return after.peas.every(isUnchanged)
}

/** A container publishes the ports that were known when it was created. */
function isReplaced(old: PeaPlan, pea: PeaPlan): boolean {
  return hasOwnNetwork(pea) && opensPort({ before: launchWire(old), after: launchWire(pea) })
}

function linksOf({ inputs, outputs }: PeaPlan, peers: ReadonlySet<string>): ReadonlySet<string> {
  const links = [
    ...inputs.map((input) => ({ end: `from ${input.from} ${input.edge}`, peers: input.peers })),
    ...outputs.map((output) => ({ end: `to ${output.to} ${output.edge}`, peers: output.peers })),
  ]
  return new Set(links.flatMap((link) => link.peers.filter((id) => peers.has(id)).map((id) => `${link.end} ${id}`)))
}

function isRewired(old: PeaPlan | undefined, pea: PeaPlan): boolean {
  if (old === undefined) return false
  // Ports that are chosen at the start do not count.
  return !isDeepStrictEqual(launchWire(old), launchWire(pea))
}
