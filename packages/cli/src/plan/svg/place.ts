import type { PictureArrow, PictureBox, PictureGroup } from '../picture.ts'

/** In pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** A place, in pixels from the upper left corner of what it is in. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A box with its place. */
export interface Rectangle extends Point, Size {}

/** A Pod with its place, and that of its Peas. */
export interface PlacedGroup extends Rectangle {
  readonly group: PictureGroup
  /** Empty for a Pod of one Pea, which is drawn as one box. */
  readonly boxes: readonly PlacedBox[]
}

/** A Pea with its place. */
export interface PlacedBox extends Rectangle {
  readonly box: PictureBox
}

/** An arrow with its way. */
export interface PlacedArrow {
  readonly arrow: PictureArrow
  readonly points: readonly Point[]
}

/** A picture with everything in its place. */
export interface Layout extends Size {
  readonly groups: readonly PlacedGroup[]
  readonly arrows: readonly PlacedArrow[]
}
