import { groupsOf } from '../builder/groups.ts'
import type { PodSettings } from '../settings/pod-settings.ts'
import type { Blueprint } from './blueprint.ts'

/** A Pod of a group. */
export interface Stage {
  readonly name: string
  readonly settings: PodSettings
}

/** A blueprint in which one Pod stands for each group. */
export interface Fused {
  readonly blueprint: Blueprint
  /** The Pods of each group, in order, by the name of the first: that of the Pod which stands for them. */
  readonly stages: ReadonlyMap<string, readonly Stage[]>
}

/** Puts the first Pod of each group in place of all. It takes what the first takes, and what the last answers is its answer. */
export function fuse(blueprint: Blueprint): Fused {
  const groups = [...groupsOf(blueprint, blueprint.settings).values()]
  if (groups.length === 0) return { blueprint, stages: new Map() }
  const { names, needs, settings, answer } = blueprint
  const nameOf = (position: number): string => names[position] ?? ''
  const firsts = new Map(groups.flatMap((group) => group.map((index) => [nameOf(index), nameOf(group[0] ?? 0)])))
  const stands = (name: string): string => firsts.get(name) ?? name
  const stages = groups.map((group) =>
    group.flatMap((index) => {
      const one = settings[index]
      return one === undefined ? [] : [{ name: nameOf(index), settings: one }]
    }),
  )
  const remaining = [...names.keys()].filter((position) => stands(nameOf(position)) === nameOf(position))
  const byFirst = new Map(stages.map((group) => [group[0]?.name ?? '', group]))
  return {
    stages: byFirst,
    blueprint: {
      ...blueprint,
      names: remaining.map(nameOf),
      positions: new Map(remaining.map((position, index) => [nameOf(position), index])),
      needs: remaining.map((position) => (needs[position] ?? []).map(stands)),
      settings: remaining.flatMap((position) => standIn(settings[position], byFirst.get(nameOf(position)))),
      answer: stands(answer),
    },
  }
}

/** The settings of the Pod that stands for a group: those of the first, with the addresses at which results leave the last. */
function standIn(own: PodSettings | undefined, stages: readonly Stage[] | undefined): readonly PodSettings[] {
  if (own === undefined) return []
  const last = stages?.at(-1)?.settings
  if (last === undefined) return [own]
  const { portOut, hostOut } = last
  return [{ ...own, ...(portOut !== undefined && { portOut }), ...(hostOut !== undefined && { hostOut }) }]
}
