import type { Holding } from '@peaflow/protocol'
import type { Requests } from './requests.ts'

type PendingRequests = Pick<Requests, 'joiner' | 'streamOf'>

/** What a Pea has received of these attempts of requests. */
export function pendingHolding(requests: PendingRequests, attempts: ReadonlyMap<number, number>): Holding[] {
  const call: number[] = []
  const over: number[] = []
  const joins = new Map<string, Holding & { readonly requests: number[] }>()
  for (const [request, attempt] of attempts) {
    const state = stateOf(requests, request, attempt)
    if (state === 'over') over.push(request)
    else if (state === 'call') call.push(request)
    else if (state === 'join') {
      for (const [edge, shard] of requests.joiner.arrived(request)) {
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

function stateOf({ joiner, streamOf }: PendingRequests, request: number, attempt: number): Holding['at'] | undefined {
  const stream = streamOf(request, attempt)
  if (stream !== undefined) {
    // Pieces that have arrived are of no use without the rest.
    if (!stream.isComplete) return undefined
    return stream.isCalled ? 'call' : 'over'
  }
  if (joiner.isOver(request, attempt)) return 'over'
  const pending = joiner.get(request)
  if (pending?.attempt !== attempt) return undefined
  if (pending.state === 'sending') return 'over'
  return pending.state === 'joining' ? 'join' : 'call'
}
