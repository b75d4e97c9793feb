import { toSafeJson } from '@peaflow/pea/json'
import type { FlowOption } from '../flows/flow-option.ts'
import { operate } from '../flows/operate.ts'
import { writeStream } from '../flows/write-stream.ts'
import type { GlobalOptions } from '../options/globals.ts'
import type { PodSide } from '../tap/pod-side.ts'
import { tapPod } from '../tap/tapped.ts'
import { Recorder } from './recorder.ts'

/** The options of `peaflow record`. */
export interface RecordOptions extends FlowOption {
  /** How many requests to record; `undefined` for all until ^C. */
  readonly count?: number | undefined
}

/** The most that a tap allows: copies a second of each replica, and bytes of a message. */
const MOST = { rate: 1_000, bytes: 2 ** 20 } as const

/** Writes what passes a Pod, then how much of it on stderr, and returns the exit code. */
export async function record(
  { pod, at = 'in' }: PodSide,
  { count = Number.POSITIVE_INFINITY, ...options }: RecordOptions,
  { json }: GlobalOptions,
): Promise<number> {
  const recorder = new Recorder({ pod, at })
  return await operate(options, {
    act: async (flow) => {
      await writeStream(flow, async function* (signal) {
        for await (const tapped of tapPod(flow, { pod, at, ...MOST }, signal)) {
          yield recorder.toLine(tapped) ?? ''
          if (recorder.summary.recorded >= count) return
        }
      })
      process.stderr.write(json ? `${toSafeJson(recorder.summary)}\n` : `${recorder.describe()}\n`)
    },
  })
}
