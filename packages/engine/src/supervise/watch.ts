import { signInterval } from '@peaflow/protocol'
import { type Beating, Heartbeats, TICK } from './heartbeats.ts'

/** What a watch looks at, and acts on. */
export interface Watched {
  /** How long a life of a Pea may be silent, in milliseconds; `undefined` if it has ended. */
  timeoutOf(life: Beating): number | undefined
  /** Asks a Pea for a sign of life, if it can be asked. */
  ping(pea: string): void
  /** A Pea has been silent for too long. */
  onSilent(pea: string): void
}

/** Watches Peas for signs of life. Looks every {@link TICK} from the first one on, and asks those that show none unasked. */
export class Watch {
  readonly #watched: Watched
  readonly #heartbeats = new Heartbeats()
  /** The incarnation of each Pea that is asked. */
  readonly #asked = new Map<string, number>()
  #ticks = 0
  #ticker: NodeJS.Timeout | undefined

  constructor(watched: Watched) {
    this.#watched = watched
  }

  /** Takes a sign of life. The first one begins the watch of that life. */
  beat(life: Beating): void {
    this.#heartbeats.beat(life)
    this.#start()
  }

  /** Asks a life for signs, until it has ended. The first answer begins the watch. */
  ask({ pea, incarnation }: Beating): void {
    this.#asked.set(pea, incarnation)
    this.#start()
  }

  /** Looks no more, until the next sign or question. */
  stop(): void {
    clearInterval(this.#ticker)
    this.#ticker = undefined
  }

  #start(): void {
    this.#ticker ??= setInterval(() => this.#tick(), TICK).unref()
  }

  #tick(): void {
    const { timeoutOf, onSilent } = this.#watched
    this.#ticks += 1
    for (const [pea, incarnation] of this.#asked) this.#askIfDue({ pea, incarnation })
    for (const { pea } of this.#heartbeats.tick(performance.now(), timeoutOf)) onSilent(pea)
  }

  #askIfDue(life: Beating): void {
    const timeout = this.#watched.timeoutOf(life)
    if (timeout === undefined) this.#asked.delete(life.pea)
    else if (this.#ticks % ticksBetween(timeout) === 0) this.#watched.ping(life.pea)
  }
}

function ticksBetween(timeout: number): number {
  return Math.max(1, Math.floor(signInterval(timeout) / TICK))
}
