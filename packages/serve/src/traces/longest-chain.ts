import type { PodPlan } from '@peaflow/core'

/** A Pod, and the Pods whose messages it needs. */
export type PodInChain = Pick<PodPlan, 'name' | 'needs'>

/** The time of the chain of Pods that took the longest: Pods beside each other count once. */
export function longestChain(pods: readonly PodInChain[], timeOf: (pod: string) => number): number {
  return Math.max(0, ...chainsOf(pods, timeOf).values())
}

/** The time of the longest chain of Pods that ends with each, its own included, by the name of the Pod. */
export function chainsOf(pods: readonly PodInChain[], timeOf: (pod: string) => number): ReadonlyMap<string, number> {
  const chains = new Map<string, number>()
  const chainOf = (name: string): number => {
    const known = chains.get(name)
    if (known !== undefined) return known
    chains.set(name, 0)
    const needs = pods.find((pod) => pod.name === name)?.needs ?? []
    // Those after the gateway need it, and it needs the last ones.
    const before = needs.filter((need) => need !== 'gateway').map(chainOf)
    const chain = timeOf(name) + Math.max(0, ...before)
    chains.set(name, chain)
    return chain
  }
  for (const { name } of pods) chainOf(name)
  return chains
}
