/** A stream that can wait for room. */
export interface Wakeable {
  /** When its next request has waited too long, on the clock of `performance.now()`. */
  readonly waitsUntil: number
  /** There may be room. */
  wake(): void
  /** Its next request has waited too long. */
  expire(): void
}

/** Milliseconds between two looks for requests that have waited too long: one timer serves all streams. */
const SWEEP_INTERVAL = 50

/** Streams that wait for room, in the order in which they came. */
export class BlockedStreams<Stream extends Wakeable> {
  readonly #roomOf: (endpoint: string) => number
  /** Each with the endpoint that it sends to. */
  readonly #streams = new Map<Stream, string>()
  #isWaking = false
  #timer: NodeJS.Timeout | undefined

  constructor(roomOf: (endpoint: string) => number) {
    this.#roomOf = roomOf
  }

  get size(): number {
    return this.#streams.size
  }

  /** The endpoint that each of them sends to. */
  endpoints(): Iterable<string> {
    return this.#streams.values()
  }

  add(stream: Stream, endpoint: string): void {
    this.#streams.set(stream, endpoint)
    this.#timer ??= setTimeout(this.#sweep, SWEEP_INTERVAL)
  }

  delete(stream: Stream): void {
    this.#streams.delete(stream)
  }

  /** Wakes streams once for all that makes room in this turn of the event loop. */
  wakeSoon(): void {
    if (this.#isWaking) return
    this.#isWaking = true
    queueMicrotask(() => this.wake())
  }

  /** Wakes only as many streams as there is room for: thousands may be waiting. */
  wake(): void {
    this.#isWaking = false
    const rooms = new Map<string, number>()
    const before = this.#streams.size
    for (const [stream, endpoint] of this.#streams) {
      const room = rooms.get(endpoint) ?? this.#roomOf(endpoint)
      rooms.set(endpoint, room - 1)
      if (room <= 0) continue
      this.#streams.delete(stream)
      stream.wake()
    }
    // A stream that has nothing to send leaves its room to the next.
    if (this.#streams.size > 0 && this.#streams.size < before) queueMicrotask(() => this.wake())
  }

  readonly #sweep = (): void => {
    this.#timer = undefined
    const now = performance.now()
    const late = [...this.#streams.keys()].filter(({ waitsUntil }) => waitsUntil <= now)
    for (const stream of late) {
      this.#streams.delete(stream)
      stream.expire()
    }
    if (this.#streams.size > 0) this.#timer ??= setTimeout(this.#sweep, SWEEP_INTERVAL)
  }
}
