import type { FlowPlan, PeaPlan, PodPlan } from '@peaflow/core'
import { toTable } from '../terminal/table.ts'
import { describeAddress } from './address.ts'
import { countsOf, describePlacement, describeUses, faceOf } from './picture.ts'

/** Writes a plan for a terminal: its Pods, then its links with their addresses. */
export function toText(plan: FlowPlan): string {
  const peas = new Map(plan.peas.map((pea) => [pea.id, pea]))
  const pods = plan.pods.filter((pod) => pod.name !== 'gateway')
  const answers = plan.pods.find((pod) => pod.name === 'gateway')?.needs ?? []
  const links = plan.links.map((link) => [link.from, '→', link.to, describeAddress(link, peas), `${link.bind} binds`])
  return `${[
    `${plan.flow}: ${countsOf(plan)}`,
    '',
    toTable([['POD', 'NEEDS', 'RUNS', 'WHERE', 'PEAS'], ...pods.map((pod) => podRow(pod, peas, answers))]),
    '* whose answer is that of the Flow',
    '',
    toTable([['FROM', '', 'TO', 'ADDRESS', ''], ...links]),
  ].join('\n')}\n`
}

function podRow(pod: PodPlan, peas: ReadonlyMap<string, PeaPlan>, answers: readonly string[]): string[] {
  const face = faceOf(pod, peas)
  if (face === undefined) return [pod.name]
  const name = answers.includes(pod.name) ? `${pod.name} *` : pod.name
  return [name, pod.needs.join(', '), describeUses(face), describePlacement(face) || 'process', describePeas(pod)]
}

/** `head, 0..2, tail`. */
function describePeas(pod: PodPlan): string {
  const names = pod.peas.map((id) => id.slice(pod.name.length + 1))
  const numbers = names.filter((name) => name !== 'head' && name !== 'tail')
  const range = numbers.length > 2 ? [`${numbers[0]}..${numbers.at(-1)}`] : numbers
  return [names.includes('head') ? ['head'] : [], range, names.includes('tail') ? ['tail'] : []].flat().join(', ')
}
