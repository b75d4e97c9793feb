import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import { type BucketCounts, DurationCounter } from './buckets.ts'
import { KnownRoutes } from './known-routes.ts'

/** The methods that have a name of their own here, as OpenTelemetry asks. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])

/** The most combinations of route, method and status that are counted apart. What is beyond them has no route of its own. */
const MOST_SERIES = 500

/** The requests of one route, method and status. */
export interface HttpSeries {
  readonly method: string
  readonly route: string
  readonly status: number
  /** From the headers of a request to the end of its reply, in seconds. */
  readonly duration: BucketCounts
}

/** What was asked over HTTP, and is. */
export interface HttpFacts {
  /** Requests whose replies have not ended, by method. */
  readonly active: Readonly<Record<string, number>>
  readonly series: readonly HttpSeries[]
}

type Answer = (request: HttpRequest) => Promise<HttpReply>

/** Learns that a reply has ended, and how many milliseconds it took. */
export type OnReplied = (request: HttpRequest, reply: HttpReply, ms: number) => void

interface Counted extends Omit<HttpSeries, 'duration'> {
  readonly counter: DurationCounter
}

/** Counts requests over HTTP, and how long their replies take. */
export class HttpCounters {
  readonly #active = new Map<string, number>()
  readonly #series = new Map<string, Counted>()
  readonly #routes: KnownRoutes

  /** @param paths - the paths of routes that are not endpoints */
  constructor(paths: Iterable<string>) {
    this.#routes = new KnownRoutes(paths)
  }

  /** The same answers, counted. */
  count(answer: Answer, onReplied?: OnReplied | undefined): Answer {
    return async (request) => {
      const [start, method] = [performance.now(), METHODS.has(request.method) ? request.method : '_OTHER']
      this.#active.set(method, (this.#active.get(method) ?? 0) + 1)
      const onEnd = (reply: HttpReply) => {
        const [{ status }, ms] = [reply, performance.now() - start]
        this.#active.set(method, (this.#active.get(method) ?? 0) - 1)
        this.#find({ method, status, route: this.#routes.of(request.path, status) }).add(ms)
        onReplied?.(request, reply, ms)
      }
      const reply = await answer(request)
      const { body } = reply
      if (typeof body !== 'string' && !(body instanceof Uint8Array))
        return { ...reply, body: untilEnd(body, () => onEnd(reply)) }
      onEnd(reply)
      return reply
    }
  }

  snapshot(): HttpFacts {
    const series = Array.from(this.#series.values(), ({ counter, ...own }) => ({
      ...own,
      duration: counter.snapshot(),
    }))
    return { active: Object.fromEntries(this.#active), series }
  }

  #find({ method, route, status }: Omit<HttpSeries, 'duration'>): DurationCounter {
    const isFull = this.#series.size >= MOST_SERIES && !this.#series.has(`${method} ${status} ${route}`)
    const own = { method, status, route: isFull ? this.#routes.other : route }
    const key = `${method} ${status} ${own.route}`
    const known = this.#series.get(key)?.counter
    if (known !== undefined) return known
    const counter = new DurationCounter()
    this.#series.set(key, { ...own, counter })
    return counter
  }
}

/** The same pieces. Calls back once they have ended, or nobody reads on. */
async function* untilEnd(body: AsyncIterable<string | Uint8Array>, onEnd: () => void) {
  try {
    yield* body
  } finally {
    onEnd()
  }
}
