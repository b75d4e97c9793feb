import { toEvent } from '../answer/events.ts'
import type { Journal } from '../journal/journal.ts'
import { Subscription } from '../journal/subscription.ts'
import type { TraceSummary } from '../traces/trace.ts'
import type { Traces } from '../traces/traces.ts'
import type { AdminStatus } from './admin-status.ts'
import type { Rates } from './rates.ts'

/** What event streams tell of. */
export interface EventSources {
  readonly journal: Journal
  readonly traces: Traces
  readStatus(): Promise<AdminStatus>
}

/** The most events that a reader may be behind. */
const MAX_UNREAD = 256

/** Milliseconds between two comments that show that the connection stands. */
const PING_INTERVAL = 15_000

/** Milliseconds between two statuses at least. */
const STATUS_INTERVAL = 200

/** The most traces a second. */
const MAX_TRACES = 20

/** What happens in a Flow, as server-sent events to all who read: made once, however many they are. */
export class EventStreams {
  readonly #sources: EventSources
  readonly #subscriptions = new Set<Subscription<string>>()
  readonly #ends: readonly (() => void)[]
  readonly #ping: NodeJS.Timeout
  #statusTimer: NodeJS.Timeout | undefined
  #traces = 0

  constructor(sources: EventSources) {
    this.#sources = sources
    const { journal, traces } = sources
    this.#ends = [
      journal.listen({
        onEvent: (entry) => {
          this.#send('event', entry)
          this.changed()
        },
      }),
      traces.listen((trace) => this.#onTrace(trace)),
    ]
    this.#ping = setInterval(() => this.#sendText(': ping\n\n'), PING_INTERVAL).unref()
  }

  /** What happens from now on, until the signal aborts; the status at first. A slow reader misses events. */
  async *read(signal: AbortSignal): AsyncGenerator<string, undefined> {
    const subscription = this.#subscribe(signal)
    try {
      yield toEvent('status', await this.#sources.readStatus())
      yield* subscription
    } finally {
      subscription.end()
    }
  }

  /** The rates of this second. */
  measured(rates: Rates): void {
    this.#traces = 0
    this.#send('rates', rates)
  }

  /** The status has changed: readers get it soon, at most five times a second. */
  changed(): void {
    if (this.#subscriptions.size === 0) return
    this.#statusTimer ??= setTimeout(() => void this.#sendStatus(), STATUS_INTERVAL).unref()
  }

  /** Ends all of them. */
  close(): void {
    for (const end of this.#ends) end()
    clearInterval(this.#ping)
    clearTimeout(this.#statusTimer)
    for (const subscription of [...this.#subscriptions]) subscription.end()
  }

  #subscribe(signal: AbortSignal): Subscription<string> {
    const toNotice = (dropped: number) => `: ${dropped} events were dropped, because they were not read in time\n\n`
    const onEnd = () => void this.#subscriptions.delete(subscription)
    const subscription: Subscription<string> = new Subscription({ limit: MAX_UNREAD, toNotice, onEnd })
    signal.addEventListener('abort', () => subscription.end())
    this.#subscriptions.add(subscription)
    if (signal.aborted) subscription.end()
    return subscription
  }

  async #sendStatus(): Promise<void> {
    const status = await this.#sources.readStatus()
    this.#statusTimer = undefined
    this.#send('status', status)
  }

  #onTrace(trace: TraceSummary): void {
    this.#traces += 1
    if (this.#traces <= MAX_TRACES) this.#send('trace', trace)
  }

  #send(name: string, data: unknown): void {
    if (this.#subscriptions.size > 0) this.#sendText(toEvent(name, data))
  }

  #sendText(text: string): void {
    for (const subscription of this.#subscriptions) subscription.push(text)
  }
}
