import { setTimeout as delay } from 'node:timers/promises'
import { isLocked } from '@peaflow/engine'
import { toSafeJson } from '@peaflow/pea/json'
import { isFlowGone } from '../flows/flow-gone.ts'
import type { FlowOption } from '../flows/flow-option.ts'
import { type OperatedFlow, operate } from '../flows/operate.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { timed } from '../screen/timed.ts'
import { toDuration } from '../terminal/duration.ts'

/** The options of `peaflow down`. */
export interface DownOptions extends FlowOption {
  /** The grace period, in milliseconds. */
  readonly timeout?: number | undefined
}

/** Milliseconds between two looks at whether a Flow has ended. */
const LOOK_INTERVAL = 50

/** How often to look, once its Flow has, whether its process has ended too. */
const MOST_LOOKS = 100

/** Stops a Flow, waits until nothing of it is left, and returns the exit code. */
export async function down(options: DownOptions, { json }: GlobalOptions): Promise<number> {
  const print = (fields: object, text: string) => void process.stdout.write(`${json ? toSafeJson(fields) : text}\n`)
  return await operate(options, {
    act: async (flow) => {
      const { flow: name } = flow.status
      const ms = await timed(`${name} is stopping`, async () => {
        await askToStop(flow, options)
        await untilGone(flow)
      })
      print({ stopped: name, folder: flow.folder, ms }, `${name} has stopped (${toDuration(ms)})`)
    },
    onDown: async ({ swept }) => {
      if (swept.length > 0)
        print({ swept }, swept.map((folder) => `Removed ${folder}, left by a Flow that crashed`).join('\n'))
      return swept.length > 0
    },
  })
}

async function askToStop(flow: OperatedFlow, { timeout }: DownOptions): Promise<void> {
  const body = JSON.stringify(timeout === undefined ? {} : { grace: timeout })
  try {
    await flow.ask({ method: 'POST', path: '/-/stop', body })
  } catch (caught) {
    // It may have ended before it could answer.
    if (!isFlowGone(caught)) throw caught
  }
}

/** Until the folder has no owner and the process has ended. There is no event for the end of a process that is no child. */
async function untilGone({ folder, status, interrupted }: OperatedFlow): Promise<void> {
  const look = () => delay(LOOK_INTERVAL, undefined, { signal: interrupted })
  while (await isLocked(folder)) await look()
  // A program of the user's own may go on without its Flow.
  for (let looks = 0; looks < MOST_LOOKS && isRunning(status.pid); looks++) await look()
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
