import { describeGroup, type PictureBox, type PictureGroup } from '../picture.ts'
import { shorten, textWidth } from './measure.ts'
import type { PlacedBox, Rectangle, Size } from './place.ts'

/** The sizes of texts, in pixels. */
export const FONT = { title: 14, detail: 11, box: 12 } as const

/** How a Pod looks inside: a box alone, or head, replicas and tail from left to right. */
export interface Inside extends Size {
  /** Relative to the Pod's upper left corner; empty for a Pod of one Pea, which is one box with its texts. */
  readonly boxes: readonly PlacedBox[]
}

const BOX_HEIGHT = 30
const ROW_GAP = 12
const COLUMN_GAP = 44
const PADDING = { top: 58, side: 24, bottom: 20 } as const
const ALONE = { least: 96, height: 54, perArrow: 13 } as const

/** The most characters that are drawn of what a Pod runs, and of where. */
const MOST = { uses: 32, place: 30 } as const

/** What a Pod's second line says, cut to what is drawn. */
export function drawnDetail(group: PictureGroup): string {
  return describeGroup({ uses: shorten(group.uses, MOST.uses), place: shorten(group.place, MOST.place) })
}

/** Lays a Pod out; `arrows` is how many arrive or leave on its fuller side. */
export function layInside(group: PictureGroup, arrows: number): Inside {
  const texts = Math.max(textWidth(group.title, FONT.title), textWidth(drawnDetail(group), FONT.detail))
  if (group.boxes.length === 1) {
    const height = Math.max(ALONE.height, (arrows + 1) * ALONE.perArrow)
    return { width: Math.max(ALONE.least, texts + 36), height, boxes: [] }
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
  const width = Math.max(inner + 2 * PADDING.side, texts + 36)
  let x = (width - inner) / 2
  const boxes = columns.flatMap((column, index) => {
    const place = { x, width: widths[index] ?? 0, height: stackHeight(rows) }
    x += place.width + COLUMN_GAP
    return stack(column, { ...place, y: PADDING.top })
  })
  return { width, height, boxes: group.boxes.flatMap((box) => boxes.find((placed) => placed.box === box) ?? []) }
}

function columnWidth(column: readonly PictureBox[]): number {
  return Math.max(...column.map((box) => Math.max(54, textWidth(box.label, FONT.box) + 24)))
}

function stackHeight(rows: number): number {
  return rows * BOX_HEIGHT + (rows - 1) * ROW_GAP
}

/** The boxes of a column one above the other, in the middle of the room they have. */
function stack(column: readonly PictureBox[], room: Rectangle): PlacedBox[] {
  const top = room.y + (room.height - stackHeight(column.length)) / 2
  return column.map((box, row) => ({
    box,
    x: room.x,
    y: top + row * (BOX_HEIGHT + ROW_GAP),
    width: room.width,
    height: BOX_HEIGHT,
  }))
}
