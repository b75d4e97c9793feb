import type { FlowOption } from '../flows/flow-option.ts'
import { operate } from '../flows/operate.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { change } from './change.ts'

/** Restarts Pods, one after another, and returns the exit code. */
export async function restart(pods: readonly string[], options: FlowOption, { json }: GlobalOptions): Promise<number> {
  return await operate(options, {
    act: async (flow) => {
      for (const pod of pods) {
        await change(flow, {
          pod,
          request: { method: 'POST', path: `/-/pods/${encodeURIComponent(pod)}/restart` },
          doing: `${pod}: new Peas, one at a time`,
          text: `every Pea of ${pod} is a new one`,
          json,
        })
      }
    },
  })
}
