import { Agent, request } from 'node:http'
import { percentile } from './stats.ts'

/** Requests that come at a rate, whether or not those before them have been answered. */
export interface OpenLoop {
  readonly url: string
  /** Requests a second. */
  readonly rate: number
  /** Milliseconds. */
  readonly duration: number
  /** Whether they come at random, as from many people, or evenly. */
  readonly isRandom: boolean
}

/** What became of them. */
export interface OpenLoopResult {
  /** Answers a second. */
  readonly answered: number
  /** Refusals (503) a second. */
  readonly refused: number
  /** Any other end. */
  readonly failed: number
  /** Milliseconds of the answers. */
  readonly p50: number
  readonly p99: number
  /** Milliseconds of the refusals. */
  readonly refusedP99: number
  /** The largest `Retry-After`, in seconds. */
  readonly retryAfter: number
}

interface Reply {
  readonly status: number
  readonly milliseconds: number
  readonly retryAfter: number
}

/** Sends requests, and waits until each has ended. */
export async function openLoop({ url, rate, duration, isRandom }: OpenLoop): Promise<OpenLoopResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  const replies: Promise<Reply>[] = []
  const start = performance.now()
  let next = 0
  await new Promise<void>((resolve) => {
    const tick = () => {
      const passed = performance.now() - start
      for (
        ;
        next <= passed && next < duration;
        next += (isRandom ? -Math.log(1 - Math.random()) : 1) * (1_000 / rate)
      ) {
        replies.push(post(url, agent))
      }
      if (passed < duration) setTimeout(tick, 1)
      else resolve()
    }
    tick()
  })
  const all = await Promise.all(replies)
  agent.destroy()
  return toResult(all, duration)
}

function post(url: string, agent: Agent): Promise<Reply> {
  const start = performance.now()
  return new Promise((resolve) => {
    const end = (status: number, retryAfter = 0) =>
      resolve({ status, milliseconds: performance.now() - start, retryAfter })
    const outgoing = request(url, { method: 'POST', agent }, (response) => {
      response.resume()
      response.on('end', () => end(response.statusCode ?? 0, Number(response.headers['retry-after'] ?? 0)))
    })
    outgoing.on('error', () => end(0))
    outgoing.end('[{"id":"1"}]')
  })
}

function toResult(replies: readonly Reply[], duration: number): OpenLoopResult {
  const timesOf = (status: number) =>
    Float64Array.from(replies.filter((reply) => reply.status === status).map(({ milliseconds }) => milliseconds)).sort()
  const [answers, refusals] = [timesOf(200), timesOf(503)]
  return {
    answered: answers.length / (duration / 1_000),
    refused: refusals.length / (duration / 1_000),
    failed: replies.length - answers.length - refusals.length,
    p50: percentile(answers, 0.5),
    p99: percentile(answers, 0.99),
    refusedP99: percentile(refusals, 0.99),
    retryAfter: Math.max(0, ...replies.map(({ retryAfter }) => retryAfter)),
  }
}
