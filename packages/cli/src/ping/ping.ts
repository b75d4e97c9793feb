import type { PingTarget } from '@peaflow/protocol'
import type { GlobalOptions } from '../options/globals.ts'
import { count } from '../terminal/count.ts'

/** Asks a Pea for its status, and prints the answer. */
export async function ping(target: PingTarget, { json }: GlobalOptions): Promise<void> {
  const { pingPea } = await import('@peaflow/protocol')
  const startTime = performance.now()
  const status = await pingPea(target)
  const { pea, flow, state, served, held, uptime } = status
  const took = `${(performance.now() - startTime).toFixed(1)} ms`
  const text = [
    `${pea} of ${flow === '' ? 'no Flow' : flow} is ${state}: ${count(served, 'request')} answered, ${held} held,`,
    `up for ${Math.round(uptime / 1_000)} s (${took})`,
  ]
  process.stdout.write(json ? `${JSON.stringify(status)}\n` : `${text.join(' ')}\n`)
}
