import { CLUSTER_HOST, machineOf } from '@peaflow/core'
import { KUBERNETES } from '../options/runtimes.ts'
import type { PodSettings } from '../settings/pod-settings.ts'

const THIS_MACHINE = [null]
const CLUSTER = [CLUSTER_HOST]

/** The machines over which the replicas of a Pod are spread; `null` is this one. */
export function machinesOf({ host, runtime, external }: PodSettings): readonly (string | null)[] {
  if (runtime === KUBERNETES && external !== true) return CLUSTER
  return host === undefined || host.length === 0 ? THIS_MACHINE : host.map((one) => machineOf({ host: one }))
}

/** How many replicas precede one on its machine. */
export function ordinalOf(replicaId: number, machines: readonly (string | null)[]): number {
  const round = Math.floor(replicaId / machines.length)
  if (machines.length === 1) return round
  const own = machines[replicaId % machines.length]
  const isOwn = (machine: string | null): boolean => machine === own
  const earlier = machines.slice(0, replicaId % machines.length).filter(isOwn).length
  return round * machines.filter(isOwn).length + earlier
}
