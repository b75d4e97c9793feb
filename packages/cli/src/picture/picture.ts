import type { FlowPlan, LinkPlan, PeaPlan, PodPlan } from '@peaflow/core'
import { count } from '../terminal/count.ts'

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
  const pods = plan.pods.filter((pod) => pod.name !== 'gateway').map((pod) => toGroup(pod, peas, drawnAs))
  return {
    title: plan.flow,
    subtitle: countsOf(plan),
    groups: [gatewayGroup(ENTRY, 'in'), ...pods, gatewayGroup(EXIT, 'out')],
    arrows: toArrows(plan.links, drawnAs),
  }
}

/** `11 Peas in 4 Pods, 14 links, optimize full`. */
export function countsOf(plan: FlowPlan): string {
  const pods = plan.pods.filter((pod) => pod.name !== 'gateway').length
  const counts = [`${count(plan.peas.length, 'Pea')} in ${count(pods, 'Pod')}`, count(plan.links.length, 'link')]
  return `${counts.join(', ')}, optimize ${plan.optimize}`
}

/** What the Pea runs, as the user wrote it. */
export function describeUses(pea: PeaPlan): string {
  if (pea.image !== undefined) return pea.image
  return typeof pea.uses === 'string' ? pea.uses : 'a function'
}

/** The machine and the runtime of a Pea, unless they are the defaults. */
export function describePlacement(pea: PeaPlan): string {
  const machine = pea.host === null ? [] : [`on ${pea.host}`]
  const runtime = pea.runtime === 'process' || pea.external ? [] : [pea.runtime]
  return [...(pea.external ? ['external'] : []), ...runtime, ...machine].join(' ')
}

/** What a Pod runs, and where. */
export function describeGroup({ uses, placement }: Pick<PictureGroup, 'uses' | 'placement'>): string {
  return placement === '' ? uses : `${uses} · ${placement}`
}

/** The Pea that stands for its Pod: a replica, if it has one. */
export function faceOf(pod: PodPlan, peas: ReadonlyMap<string, PeaPlan>): PeaPlan | undefined {
  const own = pod.peas.flatMap((id) => peas.get(id) ?? [])
  return own.find((pea) => pea.role === 'replica') ?? own[0]
}

function gatewayGroup(id: string, title: string): PictureGroup {
  const boxes = [{ id, label: title, role: 'gateway' as const }]
  return { id: `pod:${id}`, title, uses: 'gateway', placement: '', kind: 'gateway', side: false, boxes }
}

function toGroup(pod: PodPlan, peas: ReadonlyMap<string, PeaPlan>, drawnAs: Map<string, string>): PictureGroup {
  const own = pod.peas.flatMap((id) => peas.get(id) ?? [])
  const face = faceOf(pod, peas)
  return {
    id: `pod:${pod.name}`,
    title: pod.name,
    uses: face === undefined ? '' : describeUses(face),
    placement: face === undefined ? '' : describePlacement(face),
    kind: face === undefined ? 'local' : kindOf(face),
    side: own.some((pea) => pea.side),
    boxes: toBoxes(own, drawnAs),
  }
}

function kindOf(pea: PeaPlan): PictureKind {
  if (pea.external || pea.host !== null) return 'remote'
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
