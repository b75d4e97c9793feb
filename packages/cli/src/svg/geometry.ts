import type { PictureArrow, PictureBox, PictureGroup } from '../picture/picture.ts'

/** In pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** A position, in pixels from the upper left corner of the picture or of the Pod that it is in. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A rectangle with its position. */
export interface Rectangle extends Point, Size {}

/** A Pod with its position, and those of its Peas. */
export interface PlacedGroup extends Rectangle {
  readonly group: PictureGroup
  /** Empty for a Pod of one Pea, which is drawn as one box. */
  readonly boxes: readonly PlacedBox[]
}

/** A Pea with its position. */
export interface PlacedBox extends Rectangle {
  readonly box: PictureBox
}

/** An arrow with its route. */
export interface PlacedArrow {
  readonly arrow: PictureArrow
  readonly points: readonly Point[]
}

/** A picture with the position of everything in it. */
export interface Layout extends Size {
  readonly groups: readonly PlacedGroup[]
  readonly arrows: readonly PlacedArrow[]
}
