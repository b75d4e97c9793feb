import { setTimeout as delay } from 'node:timers/promises'
import { toSafeJson } from '@peaflow/pea/json'
import type { AdminStatus, Rates } from '@peaflow/serve'
import type { FlowOption } from '../flows/flow-option.ts'
import { type OperatedFlow, operate } from '../flows/operate.ts'
import { writeStream } from '../flows/write-stream.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { paintFor } from '../terminal/color.ts'
import { drawTop } from './draw-top.ts'
import { openFullScreen } from './full-screen.ts'

/** The options of `peaflow top`. */
export interface TopOptions extends FlowOption {
  readonly once: boolean
}

/** Milliseconds between two looks. */
const INTERVAL = 1_000

/** How many rates are kept, for the line that they draw. */
const MOST_RATES = 200

/** Shows what a Flow does, once or until the user ends it, and returns the exit code. */
export async function top({ once, ...options }: TopOptions, { json }: GlobalOptions): Promise<number> {
  return await operate(options, {
    act: async (flow) => {
      if (json) await writeStream(flow, (signal) => toJsonLines(flow, { once, signal }))
      else if (once || !process.stdout.isTTY) process.stdout.write(draw(await look(flow), []))
      else await watch(flow)
    },
  })
}

interface Look {
  readonly status: AdminStatus
  readonly rates: Rates
}

async function look(flow: OperatedFlow): Promise<Look> {
  const [status, rates] = await Promise.all([
    flow.ask<AdminStatus>({ path: '/-/status' }),
    flow.ask<Rates>({ path: '/-/rates' }),
  ])
  return { status, rates }
}

async function* toJsonLines(
  flow: OperatedFlow,
  { once, signal }: { readonly once: boolean; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  for (;;) {
    yield `${toSafeJson(await flow.ask<Rates>({ path: '/-/rates', signal }))}\n`
    if (once) return
    await delay(INTERVAL, undefined, { signal })
  }
}

async function watch(flow: OperatedFlow): Promise<void> {
  using screen = openFullScreen()
  const signal = AbortSignal.any([flow.interrupted, screen.quit])
  let past: readonly number[] = []
  try {
    for (;;) {
      const now = await look(flow)
      past = [...past, now.rates.flow.rate].slice(-MOST_RATES)
      const shown = past
      screen.show(() => draw(now, shown))
      await delay(INTERVAL, undefined, { signal })
    }
  } catch (caught) {
    if (!signal.aborted) throw caught
  }
}

function draw({ status, rates }: Look, past: readonly number[]): string {
  const { isTTY, columns } = process.stdout
  return drawTop({ status, rates, past }, { paint: paintFor(process.stdout), columns: isTTY ? columns : undefined })
}
