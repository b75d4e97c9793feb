import type { FlowPlan } from '@peaflow/core'
import { toPicture } from '../picture.ts'
import { drawLayout } from './draw.ts'
import { placePicture } from './layout.ts'

/** Draws a plan as an SVG document, which needs nothing from outside to look at. */
export async function toSvg(plan: FlowPlan): Promise<string> {
  const picture = toPicture(plan)
  return drawLayout(picture, await placePicture(picture))
}
