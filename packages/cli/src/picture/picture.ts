import { type FlowPlan, isJoined, type LinkPlan, type PeaPlan, type PodPlan, stagesOf } from '@peaflow/core'
import { count } from '../terminal/count.ts'
import { describeAllUses, describePlacement } from './describe-pea.ts'

/** Where the Peas of a Pod run, which a picture shows by colour. */
export type PictureKind = 'gateway' | 'local' | 'container' | 'remote'

/** One Pea, or several equal ones that a picture draws as one. */
export interface PictureBox {
  readonly id: string
  readonly label: string
  readonly role: PeaPlan['role']
}

/** One Pod. */
export interface PictureGroup {
  readonly id: string
  /** The names of its Pods: several of a group. Of the gateway, the id of its box. */
  readonly pods: readonly string[]
  readonly title: string
  readonly uses: string
  /** The machine and the runtime, unless they are the defaults. */
  readonly placement: string
  readonly kind: PictureKind
  /** Whether it is a side branch, whose answer is not waited for. */
  readonly side: boolean
  readonly boxes: readonly PictureBox[]
}

/** Data that flows from one box to another. */
export interface PictureArrow {
  readonly from: string
  readonly to: string
  /** Which end opens the port. */
  readonly binds: 'from' | 'to'
}

/** What a picture of a plan shows. The gateway is two groups, so that data flows in one direction. */
export interface Picture {
  readonly title: string
  readonly subtitle: string
  readonly groups: readonly PictureGroup[]
  readonly arrows: readonly PictureArrow[]
}

/** The id of the box where data enters. */
export const ENTRY = 'gateway/in'

/** The id of the box where answers leave. */
export const EXIT = 'gateway/out'

/** More replicas than this are drawn as the first two, the last, and one box for those in between. */
const MOST_REPLICAS = 6

/** Turns a plan into what a picture of it shows. */
export function toPicture(plan: FlowPlan): Picture {
  const peas = new Map(plan.peas.map((pea) => [pea.id, pea]))
  const drawnAs = new Map<string, string>()
  const pods = plan.pods
    .filter((pod) => pod.name !== 'gateway' && isDrawn(pod, peas))
    .map((pod) => toGroup(pod, peas, drawnAs))
  return {
    title: plan.flow,
    subtitle: countsOf(plan),
    groups: [gatewayGroup(ENTRY, 'in'), ...pods, gatewayGroup(EXIT, 'out')],
    arrows: [...toArrows(plan.links, drawnAs), ...plan.pods.flatMap((pod) => joinedArrows(pod, peas))],
  }
}

/** `11 Peas in 4 Pods, 14 links, optimize full`. */
export function countsOf(plan: FlowPlan): string {
  const pods = plan.pods.filter((pod) => pod.name !== 'gateway').length
  const counts = [`${count(plan.peas.length, 'Pea')} in ${count(pods, 'Pod')}`, count(plan.links.length, 'link')]
  return `${counts.join(', ')}, optimize ${plan.optimize}`
}

/** What a Pod runs, and where. */
export function describeGroup({ uses, placement }: Pick<PictureGroup, 'uses' | 'placement'>): string {
  return placement === '' ? uses : `${uses} · ${placement}`
}

/** The Pea that stands for its Pod: a replica, if it has one. */
export function faceOf(pod: PodPlan, peas: ReadonlyMap<string, PeaPlan>): PeaPlan | undefined {
  const own = pod.peas.flatMap((id) => peas.get(id) ?? [])
  return own.find((pea) => pea.role === 'replica') ?? pod.joined?.replica ?? own[0]
}

/** `1 to 20 join`: how many replicas of a Pod come by themselves; `undefined` if they are launched. */
export function describeJoined({ joined }: PodPlan): string | undefined {
  if (joined === undefined) return undefined
  const { min, max } = joined
  return min === max ? `${max} ${max === 1 ? 'joins' : 'join'}` : `${min} to ${max} join`
}

/** The Pods of a group are drawn as one, in place of the first. */
function isDrawn(pod: PodPlan, peas: ReadonlyMap<string, PeaPlan>): boolean {
  const face = faceOf(pod, peas)
  return face === undefined || face.pod === pod.name
}

function gatewayGroup(id: string, title: string): PictureGroup {
  const boxes = [{ id, label: title, role: 'gateway' as const }]
  return { id: `pod:${id}`, pods: [id], title, uses: 'gateway', placement: '', kind: 'gateway', side: false, boxes }
}

function toGroup(pod: PodPlan, peas: ReadonlyMap<string, PeaPlan>, drawnAs: Map<string, string>): PictureGroup {
  const own = pod.peas.flatMap((id) => peas.get(id) ?? [])
  const face = faceOf(pod, peas)
  const pods = face === undefined ? [pod.name] : stagesOf(face).map((stage) => stage.pod)
  return {
    id: `pod:${pod.name}`,
    pods,
    title: pods.join(' → '),
    uses: face === undefined ? '' : describeAllUses(face),
    placement: face === undefined ? '' : describePlacement(face),
    kind: face === undefined ? 'local' : kindOf(face),
    side: own.some((pea) => pea.side),
    boxes: withJoined(pod, toBoxes(own, drawnAs)),
  }
}

/** Replicas that join are one box as long as none is there. */
function withJoined(pod: PodPlan, boxes: readonly PictureBox[]): readonly PictureBox[] {
  const label = describeJoined(pod)
  if (label === undefined || boxes.some(({ role }) => role === 'replica')) return boxes
  const [head, ...others] = boxes
  return [...(head === undefined ? [] : [head]), { id: joinedId(pod), label, role: 'replica' }, ...others]
}

function joinedArrows(pod: PodPlan, peas: ReadonlyMap<string, PeaPlan>): readonly PictureArrow[] {
  const [head, tail] = pod.peas
  const isEmpty = !pod.peas.some((id) => peas.get(id)?.role === 'replica')
  if (pod.joined === undefined || !isEmpty || head === undefined || tail === undefined) return []
  const joined = joinedId(pod)
  return [
    { from: head, to: joined, binds: 'from' },
    { from: joined, to: tail, binds: 'to' },
  ]
}

function joinedId({ name }: PodPlan): string {
  return `${name}/joined`
}

function kindOf(pea: PeaPlan): PictureKind {
  if (pea.external || pea.host !== null || isJoined(pea)) return 'remote'
  return pea.image === undefined ? 'local' : 'container'
}

function toBoxes(peas: readonly PeaPlan[], drawnAs: Map<string, string>): PictureBox[] {
  const replicas = peas.filter((pea) => pea.role === 'replica')
  const hidden = new Set(replicas.length > MOST_REPLICAS ? replicas.slice(2, -1) : [])
  const [standIn] = hidden
  const boxes: PictureBox[] = []
  for (const pea of peas) {
    const isHidden = standIn !== undefined && hidden.has(pea)
    drawnAs.set(pea.id, isHidden ? standIn.id : pea.id)
    if (!isHidden) boxes.push({ id: pea.id, label: labelOf(pea), role: pea.role })
    else if (pea === standIn) boxes.push({ id: pea.id, label: `… ${hidden.size} more`, role: pea.role })
  }
  return boxes
}

function labelOf(pea: PeaPlan): string {
  return pea.id.slice(pea.id.indexOf('/') + 1)
}

function toArrows(links: readonly LinkPlan[], drawnAs: ReadonlyMap<string, string>): PictureArrow[] {
  const arrows = new Map<string, PictureArrow>()
  for (const link of links) {
    const from = link.from === 'gateway' ? ENTRY : (drawnAs.get(link.from) ?? link.from)
    const to = link.to === 'gateway' ? EXIT : (drawnAs.get(link.to) ?? link.to)
    arrows.set(`${from} ${to}`, { from, to, binds: link.bind === link.from ? 'from' : 'to' })
  }
  return [...arrows.values()]
}
