import type { FlowOption } from '../flows/flow-option.ts'
import { operate } from '../flows/operate.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { count } from '../terminal/count.ts'
import { change } from './change.ts'

/** The number of replicas that a Pod is to have. */
export interface Scaling {
  readonly pod: string
  readonly replicas: number
}

/** Scales Pods, one after another, and returns the exit code. */
export async function scale(
  scalings: readonly Scaling[],
  options: FlowOption,
  { json }: GlobalOptions,
): Promise<number> {
  return await operate(options, {
    act: async (flow) => {
      for (const { pod, replicas } of scalings) {
        const before = flow.status.pods[pod]?.of
        await change(flow, {
          pod,
          request: { method: 'PATCH', path: `/-/pods/${encodeURIComponent(pod)}`, body: JSON.stringify({ replicas }) },
          doing: `${pod}: ${before ?? '?'} → ${count(replicas, 'replica')}`,
          text: `${pod} has ${count(replicas, 'replica')}${before === undefined ? '' : ` instead of ${before}`}`,
          json,
        })
      }
    },
  })
}
