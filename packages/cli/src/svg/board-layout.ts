import type { ElkExtendedEdge, ElkNode } from 'elkjs'
import type { Picture, PictureGroup } from '../picture/picture.ts'
import type { Point, Rectangle, Size } from './geometry.ts'
import { drawnDetail, FONT } from './inside.ts'
import { textWidth } from './measure.ts'

/** Where the documents of a board flow: to the right, or down, for a screen that is narrow. */
export type BoardDirection = 'right' | 'down'

/** A Pod of a board, with its position. */
export interface BoardPod extends Rectangle {
  readonly group: PictureGroup
}

/** All arrows from one Pod to another, as one. */
export interface BoardEdge {
  /** The ids of the groups. */
  readonly from: string
  readonly to: string
  readonly points: readonly Point[]
  /** Where its rate is written. */
  readonly label: Rectangle
}

/** A board with the position of everything in it. */
export interface BoardLayout extends Size {
  /** Its Pods have room for the most important figures only: it has many. */
  readonly isCompact: boolean
  readonly pods: readonly BoardPod[]
  readonly edges: readonly BoardEdge[]
}

/** The room that figures take, in pixels: they change while they are looked at, and nothing may move then. */
const ROOMY = {
  pod: { width: 184, height: 112 },
  gateway: { width: 104, height: 58 },
  rate: { width: 50, height: 18 },
  spacing: { layers: 20, nodes: 28, edges: 14 },
}
const COMPACT = {
  pod: { width: 144, height: 68 },
  gateway: { width: 100, height: 50 },
  rate: { width: 44, height: 16 },
  spacing: { layers: 12, nodes: 18, edges: 9 },
}

/** Boards of more Pods than this, with the two ends of the gateway, are compact. */
const MOST_ROOMY = 24

/** The rate is written above its line, in the middle: what moves on the line is seen all the way. */
const LABEL = { 'elk.edgeLabels.placement': 'CENTER' } as const

/** Chains that would be wider than this, in pixels, are wrapped. */
const MOST_WIDTH = 1_700

const WRAPPED = {
  'elk.aspectRatio': '1.8',
  'elk.layered.wrapping.strategy': 'MULTI_EDGE',
  'elk.layered.wrapping.additionalEdgeSpacing': '16',
} as const

type Room = typeof ROOMY

function optionsOf({ spacing }: Room, direction: BoardDirection): Readonly<Record<string, string>> {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction.toUpperCase(),
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.layered.considerModelOrder.strategy': 'PREFER_EDGES',
    'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
    'elk.layered.spacing.nodeNodeBetweenLayers': `${spacing.layers}`,
    'elk.layered.spacing.edgeNodeBetweenLayers': `${spacing.edges}`,
    'elk.layered.spacing.edgeEdgeBetweenLayers': `${spacing.edges}`,
    'elk.spacing.nodeNode': `${spacing.nodes}`,
    'elk.spacing.edgeNode': `${spacing.edges}`,
    'elk.spacing.edgeEdge': `${spacing.edges}`,
    'elk.layered.edgeLabels.sideSelection': 'ALWAYS_UP',
    'elk.spacing.edgeLabel': '1',
    'elk.padding': '[top=4,left=4,bottom=4,right=4]',
  }
}

/**
 * Lays out the Pods of a picture with room for figures, and one edge from Pod to Pod. It is the same however many replicas
 * the Pods have, so that nothing moves when one is scaled.
 */
export async function layOutBoard(picture: Picture, direction: BoardDirection): Promise<BoardLayout> {
  const { startElk } = await import('./elk-thread.ts')
  await using elk = startElk()
  const pairs = podPairs(picture)
  const isCompact = picture.groups.length > MOST_ROOMY
  const room = isCompact ? COMPACT : ROOMY
  const options = optionsOf(room, direction)
  const layOut = (more: Readonly<Record<string, string>>) =>
    elk.layout(toGraph(picture, pairs, { room, options: { ...options, ...more } }))
  const flat = await layOut({})
  // Wrapping takes ELK long where Pods branch a lot, and makes little narrower then.
  const isChain = pairs.length < picture.groups.length * 1.2
  const isWrapped = direction === 'right' && isChain && (flat.width ?? 0) > MOST_WIDTH
  const root = isWrapped ? await layOut(WRAPPED) : flat
  return {
    width: root.width ?? 0,
    height: root.height ?? 0,
    isCompact,
    pods: picture.groups.map((group, index) => ({ group, ...rectangleOf(root.children?.[index]) })),
    edges: pairs.map((pair, index) => ({ ...pair, ...routeOf(root.edges?.[index]) })),
  }
}

interface Pair {
  readonly from: string
  readonly to: string
}

interface GraphOptions {
  readonly room: Room
  readonly options: Readonly<Record<string, string>>
}

function toGraph({ groups }: Picture, pairs: readonly Pair[], { room, options }: GraphOptions): ElkNode {
  return {
    id: 'picture',
    layoutOptions: options,
    children: groups.map((group) => ({ id: group.id, ...sizeOf(group, room) })),
    edges: pairs.map(({ from, to }, index) => ({
      id: `${index}`,
      sources: [from],
      targets: [to],
      labels: [{ text: 'rate', ...room.rate, layoutOptions: LABEL }],
    })),
  }
}

/** The Pods that send to each other, each pair once. */
function podPairs({ groups, arrows }: Picture): Pair[] {
  const groupOf = new Map(groups.flatMap((group) => group.boxes.map((box) => [box.id, group.id])))
  const pairs = new Map<string, Pair>()
  for (const arrow of arrows) {
    const [from, to] = [groupOf.get(arrow.from), groupOf.get(arrow.to)]
    if (from !== undefined && to !== undefined && from !== to) pairs.set(`${from} ${to}`, { from, to })
  }
  return [...pairs.values()]
}

function sizeOf(group: PictureGroup, room: Room): Size {
  if (group.kind === 'gateway') return room.gateway
  const isCompact = room === COMPACT
  const texts = [textWidth(group.title, FONT.title), isCompact ? 0 : textWidth(drawnDetail(group), FONT.detail)]
  return { width: Math.ceil(Math.max(room.pod.width, ...texts.map((width) => width + 30))), height: room.pod.height }
}

function rectangleOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Rectangle> = {}): Rectangle {
  return { x, y, width, height }
}

function routeOf(edge: ElkExtendedEdge | undefined): Pick<BoardEdge, 'points' | 'label'> {
  const points = (edge?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ])
  return { points, label: rectangleOf(edge?.labels?.[0]) }
}
