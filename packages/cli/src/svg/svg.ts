import type { FlowPlan } from '@peaflow/core'
import { toPicture } from '../picture/picture.ts'
import { type BoardDirection, layOutBoard } from './board-layout.ts'
import { drawLayout } from './draw.ts'
import { drawBoard } from './draw-board.ts'
import { layOutPicture } from './layout.ts'

/** How to draw a plan. */
export interface SvgOptions {
  /**
   * As a board, for the live page: one edge from Pod to Pod, which goes right or down, and room for figures in the Pods.
   *
   * @defaultValue as `peaflow plan` draws it: every Pea and every link
   */
  readonly board?: BoardDirection | undefined
}

/** Draws a plan as an SVG document that refers to nothing outside of it. */
export async function toSvg(plan: FlowPlan, { board }: SvgOptions = {}): Promise<string> {
  const picture = toPicture(plan)
  if (board !== undefined) return drawBoard(picture, await layOutBoard(picture, board))
  return drawLayout(picture, await layOutPicture(picture))
}
