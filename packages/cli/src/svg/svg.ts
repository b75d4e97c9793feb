import type { FlowPlan } from '@peaflow/core'
import { toPicture } from '../picture/picture.ts'
import { drawLayout } from './draw.ts'
import { layOutPicture } from './layout.ts'

/** Draws a plan as an SVG document that refers to nothing outside of it. */
export async function toSvg(plan: FlowPlan): Promise<string> {
  const picture = toPicture(plan)
  return drawLayout(picture, await layOutPicture(picture))
}
