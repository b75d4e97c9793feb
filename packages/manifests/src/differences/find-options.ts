import { toFileName } from '@peaflow/core'
import { PEA_REPOSITORY } from '../options/find-missing-code.ts'
import { findRefused } from '../options/find-refused.ts'
import type { Compared } from './compared.ts'
import type { Difference } from './difference.ts'
import { podsWithCode } from './find-code.ts'
import { CONTAINER_TEXTS, FLOW_TEXTS, INSIDE_TEXTS, type OptionText } from './option-texts.ts'
import { listed } from './workloads.ts'

/** What becomes of the options that the flow file has and the exported one has not, or that mean more there. */
export function findOptions(compared: Compared): readonly Difference[] {
  const { deployment, inside, written } = compared
  const contained = deployment.pods.map(({ pod }) => pod)
  const ofFlow = written.flow.map((option) => ({ option, pods: [], there: FLOW_TEXTS[option] }))
  const rows = [
    ...rowsOf(compared, contained, CONTAINER_TEXTS),
    ...rowsOf(compared, inside, INSIDE_TEXTS),
    ...workspaces(compared),
    ...ofFlow,
  ]
  return unite(rows.flatMap(({ there, ...row }) => resolve(there, compared).map((text) => ({ ...row, there: text }))))
}

interface OptionRow<Text> {
  readonly option: string
  readonly pods: readonly string[]
  readonly there: Text
}

/** A row for each option that some of the Pods have, and that the platform does not refuse. */
function rowsOf(
  { exported, platform, written }: Compared,
  pods: readonly string[],
  texts: Readonly<Record<string, OptionText>>,
): readonly OptionRow<OptionText>[] {
  const refused = findRefused(
    exported.plan.pods.filter(({ name }) => pods.includes(name)),
    platform,
  )
  const isRefused = (name: string, own: string): boolean =>
    refused.some(({ pod, option }) => pod === name && option === toFileName(own))
  return Object.entries(texts)
    .map(([option, there]) => {
      const having = pods.filter((pod) => written.pods[pod]?.includes(option) && !isRefused(pod, option))
      return { option, pods: having, there }
    })
    .filter((row) => row.pods.length > 0)
}

/** Every Pod has a workspace; here it outlives the Flow. That of a shard is in its volume, which its workload names. */
function workspaces(compared: Compared): readonly OptionRow<OptionText>[] {
  const { deployment, inside } = compared
  const own = podsWithCode(compared, PEA_REPOSITORY).filter((pod) => inside.includes(pod))
  const joined = deployment.pods.filter(({ isSharded }) => !isSharded).map(({ pod }) => pod)
  const rows = [
    { option: 'workspace', pods: own, there: 'in the container of the Flow, and gone with it' },
    { option: 'workspace', pods: joined, there: 'in the container of each replica, and gone with it' },
  ]
  return rows.filter(({ pods }) => pods.length > 0)
}

function resolve(text: OptionText | undefined, { platform }: Compared): readonly string[] {
  const there = typeof text === 'object' ? text[platform] : text
  return there === undefined ? [] : [there]
}

/** One difference for the options of the same Pods that become the same. */
function unite(rows: readonly OptionRow<string>[]): readonly Difference[] {
  const united = new Map<string, OptionRow<string>[]>()
  for (const row of rows) {
    const alike = JSON.stringify([row.pods, row.there])
    united.set(alike, [...(united.get(alike) ?? []), row])
  }
  return [...united.values()].flatMap((alike) => toDifference(alike))
}

function toDifference(alike: readonly OptionRow<string>[]): readonly Difference[] {
  const [first] = alike
  if (first === undefined) return []
  const { pods, there } = first
  const options = alike.map(({ option }) => toFileName(option))
  const subject = `${listed(options)} of ${pods.length === 0 ? 'the Flow' : listed(pods)}`
  return [{ topic: 'option', subject, there, pods, options }]
}
