import { on } from 'node:events'
import type { OpenGraph } from '../measure/load-generator.ts'
import { announceReady, type HopProcess, launchHop } from './hop-process.ts'
import type { Answered, Contestant, Scenario } from './scenario.ts'
import { work } from './work.ts'

/** Without any messaging: each replica knows its share of each batch in advance, and does that. */
export const alone: Contestant = { open }

/** Does the requested amount of work, and reports when it ends. */
export async function hop(options: { readonly work: number }): Promise<void> {
  process.on('disconnect', () => process.exit())
  announceReady()
  for await (const [{ to }] of on(process, 'message')) {
    for (let done = 0; done < to; done++) work(options.work)
    announceReady()
  }
}

async function open({ work = [] }: Scenario, answered: Answered): Promise<OpenGraph> {
  const hops = work.map((ms) => launchHop('alone', { work: ms }))
  await Promise.all(hops.map((hop) => hop.opened))
  const waiting: number[] = []
  const share = () => {
    const shares = sharesOf(waiting.length, work)
    for (const [i, hop] of hops.entries()) finish(hop, waiting.splice(0, shares[i]), answered)
  }
  return {
    send(request) {
      if (waiting.push(request) === 1) queueMicrotask(share)
    },
    async close() {
      await Promise.all(hops.map((hop) => hop.stop()))
    },
  }
}

async function finish(hop: HopProcess, requests: readonly number[], answered: Answered): Promise<void> {
  await hop.wire(requests.length)
  for (const request of requests) answered(request)
}

/** Shares with which all end at the same time. */
function sharesOf(requests: number, work: readonly number[]): number[] {
  const rate = work.reduce((sum, ms) => sum + 1 / ms, 0)
  const shares = work.slice(1).map((ms) => Math.round(requests / ms / rate))
  return [shares.reduce((left, one) => left - one, requests), ...shares]
}
