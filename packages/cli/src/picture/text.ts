import { type FlowPlan, type PeaPlan, type PodPlan, stagesOf } from '@peaflow/core'
import { toTable } from '../terminal/table.ts'
import { describeAddress, describeListener } from './address.ts'
import { describePlacement, describeUses } from './describe-pea.ts'
import { countsOf, describeJoined, faceOf } from './picture.ts'

/** Writes a plan for a terminal: its Pods, then its links with their addresses. */
export function toText(plan: FlowPlan): string {
  const peas = new Map(plan.peas.map((pea) => [pea.id, pea]))
  const pods = plan.pods.filter((pod) => pod.name !== 'gateway')
  const answers = plan.pods.find((pod) => pod.name === 'gateway')?.needs ?? []
  const links = [
    ...plan.links.map((link) => [link.from, '→', link.to, describeAddress(link, peas), `${link.bind} binds`]),
    ...plan.pods.flatMap((pod) => joinRows(pod, peas)),
  ]
  return `${[
    `${plan.flow}: ${countsOf(plan)}`,
    '',
    toTable([['POD', 'NEEDS', 'RUNS', 'WHERE', 'PEAS'], ...pods.map((pod) => podRow(pod, peas, answers))]),
    '* whose answer is that of the Flow',
    '',
    toTable([['FROM', '', 'TO', 'ADDRESS', ''], ...links]),
    ...(plan.options.join === undefined ? [] : ['', `replicas join at ${describeListener(plan.options.join)}`]),
  ].join('\n')}\n`
}

/** The sockets at which the head and the tail of a Pod take replicas that join. */
function joinRows({ name, peas: ids, joined }: PodPlan, peas: ReadonlyMap<string, PeaPlan>): readonly string[][] {
  if (joined === undefined) return []
  const [head, tail] = [peas.get(ids[0] ?? ''), peas.get(ids.at(-1) ?? '')]
  const output = head?.outputs.find(({ to }) => to === name)
  const input = tail?.inputs.find(({ from }) => from === name)
  if (head === undefined || tail === undefined || output === undefined || input === undefined) return []
  return [
    [head.id, '→', `${name}/*`, describeListener(output), `${head.id} binds`],
    [`${name}/*`, '→', tail.id, describeListener(input), `${tail.id} binds`],
  ]
}

function podRow(pod: PodPlan, peas: ReadonlyMap<string, PeaPlan>, answers: readonly string[]): string[] {
  const face = faceOf(pod, peas)
  if (face === undefined) return [pod.name]
  const name = answers.includes(pod.name) ? `${pod.name} *` : pod.name
  const own = stagesOf(face).find((stage) => stage.pod === pod.name) ?? face
  const group = typeof pod.options.group === 'string' && face.stages !== undefined ? `, group ${pod.options.group}` : ''
  const where = `${describePlacement(face) || 'process'}${group}`
  return [name, pod.needs.join(', '), describeUses(own), where, describePeas(pod, face)]
}

/** `head, 0..2, tail`; `as a` for a Pod of a group whose Peas are named after the Pod `a`. */
function describePeas(pod: PodPlan, face: PeaPlan): string {
  if (face.pod !== pod.name) return `as ${face.pod}`
  const names = pod.peas.map((id) => id.slice(pod.name.length + 1))
  const numbers = names.filter((name) => name !== 'head' && name !== 'tail')
  const range = numbers.length > 2 ? [`${numbers[0]}..${numbers.at(-1)}`] : numbers
  const joined = describeJoined(pod) ?? []
  return [names.includes('head') ? ['head'] : [], joined, range, names.includes('tail') ? ['tail'] : []]
    .flat()
    .join(', ')
}
