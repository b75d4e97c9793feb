import type { Holding } from '@peaflow/protocol'
import type { Joiner } from './joiner.ts'

/** What a Pea has received of these attempts of requests. */
export function pendingHolding(joiner: Joiner, attempts: ReadonlyMap<number, number>): Holding[] {
  const call: number[] = []
  const over: number[] = []
  const joins = new Map<string, Holding & { readonly requests: number[] }>()
  for (const [request, attempt] of attempts) {
    const pending = joiner.get(request)
    const isCurrent = pending?.attempt === attempt
    if (joiner.isOver(request, attempt) || (isCurrent && pending.state === 'sending')) over.push(request)
    else if (isCurrent && pending.state !== 'joining') call.push(request)
    else if (isCurrent) {
      for (const [edge, shard] of joiner.arrived(request)) {
        const key = `${edge} ${shard}`
        const join = joins.get(key) ?? { at: 'join', edge, shard, requests: [] }
        joins.set(key, join)
        join.requests.push(request)
      }
    }
  }
  const whole = [
    { at: 'call', requests: call },
    { at: 'over', requests: over },
  ] as const
  return [...whole.filter(({ requests }) => requests.length > 0), ...joins.values()]
}
