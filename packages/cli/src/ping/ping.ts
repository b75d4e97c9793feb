import type { PingTarget } from '@peaflow/protocol'
import type { GlobalOptions } from '../commands/globals.ts'
import { count } from '../output/count.ts'

/** Asks a Pea how it is, and prints its answer. */
export async function ping(target: PingTarget, { json }: GlobalOptions): Promise<void> {
  const { pingPea } = await import('@peaflow/protocol')
  const begun = performance.now()
  const status = await pingPea(target)
  const { pea, flow, state, served, held, uptime } = status
  const took = `${(performance.now() - begun).toFixed(1)} ms`
  const text = [
    `${pea} of ${flow === '' ? 'no Flow' : flow} is ${state}: ${count(served, 'request')} answered, ${held} held,`,
    `up for ${Math.round(uptime / 1_000)} s (${took})`,
  ]
  process.stdout.write(json ? `${JSON.stringify(status)}\n` : `${text.join(' ')}\n`)
}
