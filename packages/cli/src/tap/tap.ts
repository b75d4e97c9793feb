import { toJsonLine } from '@peaflow/pea/json'
import type { FlowOption } from '../flows/flow-option.ts'
import { operate } from '../flows/operate.ts'
import { writeStream } from '../flows/write-stream.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { paintFor } from '../terminal/color.ts'
import { describeTapped } from './describe-tapped.ts'
import type { PodSide } from './pod-side.ts'
import { tapPod } from './tapped.ts'

/** The options of `peaflow tap`. */
export interface TapOptions extends FlowOption {
  /** How many messages to show; `undefined` for all until ^C. */
  readonly count?: number | undefined
  /** The most messages a second of each replica. */
  readonly rate: number
}

/** The most bytes of a message that is shown. */
const MOST_BYTES = 65_536

/** Shows messages that pass a Pod, and returns the exit code. */
export async function tap({ pod, at = 'out' }: PodSide, options: TapOptions, { json }: GlobalOptions): Promise<number> {
  const { count = Number.POSITIVE_INFINITY, rate } = options
  return await operate(options, {
    act: async (flow) => {
      const paint = paintFor(process.stdout)
      await writeStream(flow, async function* (signal) {
        let shown = 0
        for await (const tapped of tapPod(flow, { pod, at, rate, bytes: MOST_BYTES }, signal)) {
          const columns = process.stdout.isTTY ? process.stdout.columns : undefined
          yield json ? toJsonLine(tapped) : describeTapped(tapped, { paint, columns })
          if (++shown >= count) return
        }
      })
    },
  })
}
