import { describeGroup, type PictureBox, type PictureGroup } from '../picture/picture.ts'
import type { PlacedBox, Rectangle, Size } from './geometry.ts'
import { shorten, textWidth } from './measure.ts'

/** Font sizes, in pixels. */
export const FONT = { title: 14, detail: 11, box: 12 } as const

/** The inside of a Pod: a single box, or head, replicas and tail from left to right. */
export interface Inside extends Size {
  /** Relative to the Pod's upper left corner. Empty for a Pod of one Pea, which is drawn as one box. */
  readonly boxes: readonly PlacedBox[]
}

const BOX_HEIGHT = 30
const ROW_GAP = 12
const COLUMN_GAP = 44
const PADDING = { top: 58, side: 24, bottom: 20 } as const
const SINGLE = { least: 96, height: 54, perArrow: 13 } as const

/** The most characters that are drawn of a Pod's executor and of its placement. */
const MOST = { uses: 32, placement: 30 } as const

/** The second line of a Pod, shortened to what is drawn. */
export function drawnDetail(group: PictureGroup): string {
  return describeGroup({ uses: shorten(group.uses, MOST.uses), placement: shorten(group.placement, MOST.placement) })
}

/** Lays out the inside of a Pod. `arrows` is the number of arrows on the side that has more of them. */
export function layOutInside(group: PictureGroup, arrows: number): Inside {
  const textsWidth = Math.max(textWidth(group.title, FONT.title), textWidth(drawnDetail(group), FONT.detail))
  if (group.boxes.length === 1) {
    const height = Math.max(SINGLE.height, (arrows + 1) * SINGLE.perArrow)
    return { width: Math.max(SINGLE.least, textsWidth + 36), height, boxes: [] }
  }
  const columns = [
    group.boxes.filter((box) => box.role === 'head'),
    group.boxes.filter((box) => box.role === 'replica'),
    group.boxes.filter((box) => box.role === 'tail'),
  ].filter((column) => column.length > 0)
  const widths = columns.map(columnWidth)
  const rows = Math.max(...columns.map((column) => column.length))
  const height = PADDING.top + stackHeight(rows) + PADDING.bottom
  const inner = widths.reduce((sum, width) => sum + width, 0) + (columns.length - 1) * COLUMN_GAP
  const width = Math.max(inner + 2 * PADDING.side, textsWidth + 36)
  let x = (width - inner) / 2
  const boxes = columns.flatMap((column, index) => {
    const area = { x, width: widths[index] ?? 0, height: stackHeight(rows) }
    x += area.width + COLUMN_GAP
    return stack(column, { ...area, y: PADDING.top })
  })
  return { width, height, boxes: group.boxes.flatMap((box) => boxes.find((placed) => placed.box === box) ?? []) }
}

function columnWidth(column: readonly PictureBox[]): number {
  return Math.max(...column.map((box) => Math.max(54, textWidth(box.label, FONT.box) + 24)))
}

function stackHeight(rows: number): number {
  return rows * BOX_HEIGHT + (rows - 1) * ROW_GAP
}

/** Stacks the boxes of a column, vertically centred in an area. */
function stack(column: readonly PictureBox[], area: Rectangle): PlacedBox[] {
  const top = area.y + (area.height - stackHeight(column.length)) / 2
  return column.map((box, row) => ({
    box,
    x: area.x,
    y: top + row * (BOX_HEIGHT + ROW_GAP),
    width: area.width,
    height: BOX_HEIGHT,
  }))
}
