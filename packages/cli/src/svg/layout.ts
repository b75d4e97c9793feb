import type { ElkExtendedEdge, ElkNode, ElkPort, LayoutOptions } from 'elkjs'
import type { Picture, PictureArrow, PictureGroup } from '../picture/picture.ts'
import type { Layout, PlacedArrow, PlacedBox, PlacedGroup, Point } from './geometry.ts'
import { type Inside, layOutInside } from './inside.ts'

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.considerModelOrder.strategy': 'PREFER_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.spacing.nodeNodeBetweenLayers': '60',
  'elk.layered.spacing.edgeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.padding': '[top=4,left=4,bottom=4,right=4]',
} as const

/** Pictures that would be wider than this, in pixels, are wrapped: their columns go on below, from the left again. */
const MOST_WIDTH = 1_600

/** The width of a wrapped picture, as a multiple of its height. */
const WRAPPED = {
  'elk.aspectRatio': '1.6',
  'elk.layered.wrapping.strategy': 'MULTI_EDGE',
  'elk.layered.wrapping.additionalEdgeSpacing': '24',
} as const

/** A Pod that is laid out inside, but has no position yet. */
interface Draft {
  readonly group: PictureGroup
  readonly inside: Inside
}

/** The arrows of a picture: within Pods, and between them. */
interface Arrows {
  readonly within: readonly PictureArrow[]
  readonly between: readonly PictureArrow[]
}

/** Lays out a picture: Peas within their Pods by rule, Pods and the arrows between them by ELK. */
export async function layOutPicture(picture: Picture): Promise<Layout> {
  const { default: elk } = await import('elkjs')
  const groupOf = new Map(picture.groups.flatMap((group) => group.boxes.map((box) => [box.id, group.id])))
  const isWithin = (arrow: PictureArrow) => groupOf.get(arrow.from) === groupOf.get(arrow.to)
  const arrows = {
    within: picture.arrows.filter(isWithin),
    between: picture.arrows.filter((arrow) => !isWithin(arrow)),
  }
  const drafts = picture.groups.map((group) => draft(group, arrows))
  const layOut = (options: LayoutOptions): Promise<ElkNode> =>
    new elk.default().layout({
      id: 'picture',
      layoutOptions: options,
      children: drafts.map((pod) => toNode(pod, arrows)),
      edges: arrows.between.map((_, index) => ({
        id: `${index}`,
        sources: [`${index} from`],
        targets: [`${index} to`],
      })),
    })
  const flat = await layOut(OPTIONS)
  const root = (flat.width ?? 0) <= MOST_WIDTH ? flat : await layOut({ ...OPTIONS, ...WRAPPED })
  const groups = drafts.map((pod, index) => positionGroup(pod, root.children?.[index]))
  const boxes = new Map(groups.flatMap((group) => group.boxes.map((placed) => [placed.box.id, placed])))
  return {
    width: root.width ?? 0,
    height: root.height ?? 0,
    groups,
    arrows: [
      ...arrows.within.map((arrow) => ({ arrow, points: throughPod(boxes.get(arrow.from), boxes.get(arrow.to)) })),
      ...arrows.between.map((arrow, index) => routeArrow(arrow, root.edges?.[index], boxes)),
    ],
  }
}

function draft(group: PictureGroup, { between }: Arrows): Draft {
  const ids = new Set(group.boxes.map((box) => box.id))
  const arriving = between.filter((arrow) => ids.has(arrow.to)).length
  const leaving = between.filter((arrow) => ids.has(arrow.from)).length
  return { group, inside: layOutInside(group, Math.max(arriving, leaving)) }
}

/** One port for each arrow, so that no two arrows overlap: beside its Pea, or where ELK chooses. */
function toNode({ group, inside }: Draft, { between }: Arrows): ElkNode {
  const ports = group.boxes.flatMap((box) => {
    const position = inside.boxes.find((placed) => placed.box === box)
    const indexed = between.map((arrow, index) => ({ arrow, index }))
    const arriving = indexed.filter(({ arrow }) => arrow.to === box.id)
    const leaving = indexed.filter(({ arrow }) => arrow.from === box.id)
    return [
      ...arriving.map(({ index }, row) =>
        toPort(`${index} to`, { side: 'WEST', x: 0, y: rowOf(position, row, arriving) }),
      ),
      ...leaving.map(({ index }, row) =>
        toPort(`${index} from`, { side: 'EAST', x: inside.width, y: rowOf(position, row, leaving) }),
      ),
    ]
  })
  const constraint = inside.boxes.length === 0 ? 'FIXED_SIDE' : 'FIXED_POS'
  const { width, height } = inside
  return { id: group.id, width, height, ports, layoutOptions: { 'elk.portConstraints': constraint } }
}

function toPort(id: string, { side, x, y }: Point & { readonly side: 'WEST' | 'EAST' }): ElkPort {
  return { id, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } }
}

/** The vertical position at which one of the arrows of a Pea begins or ends. */
function rowOf(position: PlacedBox | undefined, row: number, all: readonly unknown[]): number {
  if (position === undefined) return 0
  const step = Math.min(9, (position.height - 6) / all.length)
  return position.y + position.height / 2 + (row - (all.length - 1) / 2) * step
}

function positionGroup({ group, inside }: Draft, node: ElkNode | undefined): PlacedGroup {
  const { x = 0, y = 0 } = node ?? {}
  const boxes = inside.boxes.map((placed) => ({ ...placed, x: x + placed.x, y: y + placed.y }))
  return { group, boxes, x, y, width: inside.width, height: inside.height }
}

/** From one column of a Pod to the next, bending halfway. */
function throughPod(from: PlacedBox | undefined, to: PlacedBox | undefined): Point[] {
  if (from === undefined || to === undefined) return []
  const start = { x: from.x + from.width, y: from.y + from.height / 2 }
  const end = { x: to.x, y: to.y + to.height / 2 }
  if (Math.abs(start.y - end.y) < 1) return [start, end]
  // The bend keeps clear of the tip of the arrow.
  const bend = (start.x + end.x) / 2 - 4
  return [start, { x: bend, y: start.y }, { x: bend, y: end.y }, end]
}

/** ELK's route from Pod to Pod, extended to the Peas inside. */
function routeArrow(
  arrow: PictureArrow,
  edge: ElkExtendedEdge | undefined,
  boxes: ReadonlyMap<string, PlacedBox>,
): PlacedArrow {
  const route = (edge?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ])
  const [start, end] = [route[0], route.at(-1)]
  const [from, to] = [boxes.get(arrow.from), boxes.get(arrow.to)]
  const before = from === undefined || start === undefined ? [] : [{ x: from.x + from.width, y: start.y }]
  const after = to === undefined || end === undefined ? [] : [{ x: to.x, y: end.y }]
  return { arrow, points: dropStraight([...before, ...route, ...after]) }
}

/** Drops the points in the middle of a straight line. */
function dropStraight(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]]
    return before === undefined || after === undefined || before.y !== point.y || after.y !== point.y
  })
}
