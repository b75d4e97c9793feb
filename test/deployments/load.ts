import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { type Address, bodyOf, post, QUESTIONS, Refused } from './search.ts'
import { openStream } from './stream.ts'

/** How many clients ask at the same time, each one question after the other; another one streams its questions. */
const CLIENTS = 3

/** Milliseconds until a client that was refused asks again. */
const RETRY_DELAY = 50

/** How long clients waited while something happened, in milliseconds. */
export interface Waits {
  /** How many answers came. */
  readonly answers: number
  /** The longest time in which no answer came. */
  readonly gap: number
  /** The longest time from a question to its answer. */
  readonly wait: number
}

/** A question without its answer. */
export interface Failure {
  /** Its id, and an error, an answer other than on the laptop, or a second one. */
  readonly what: string
  /** The status of the answer, if one came. */
  readonly status: number | undefined
  /** Milliseconds from the question until then. */
  readonly wait: number
}

/** How clients ask. */
export interface LoadOptions {
  /**
   * Whether clients go on after a failure.
   *
   * @defaultValue `false`: the first failure ends the load
   */
  readonly isPersistent?: boolean
}

/** Clients that ask questions without end. */
export class Load {
  #answered = 0
  #number = 0
  #isOver = false
  #last = performance.now()
  #gap = 0
  #wait = 0
  readonly #failures: Failure[] = []
  readonly #isPersistent: boolean
  readonly #address: Address
  readonly #expected: readonly string[]
  readonly #clients: Promise<unknown>
  #onAnswer = () => {}

  /** `expected` are the answers of the laptop. */
  constructor(address: Address, expected: readonly string[], { isPersistent = false }: LoadOptions = {}) {
    this.#address = address
    this.#expected = expected
    this.#isPersistent = isPersistent
    const clients = Array.from({ length: CLIENTS }, () => this.#whileAsked(() => this.#ask()))
    this.#clients = Promise.all([...clients, this.#whileAsked(() => this.#stream())])
  }

  /** Resolves once this many more answers have come. */
  async more(count: number): Promise<void> {
    const wanted = this.#answered + count
    await this.#until(() => this.#answered >= wanted)
  }

  /** Resolves with the first answer that comes after this many milliseconds. */
  async lasting(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds
    await this.#until(() => this.#last >= end)
  }

  /** How long clients wait while something happens, and until some answers have come after it. */
  async during(happens: () => Promise<unknown>): Promise<Waits> {
    const before = this.#answered
    this.#last = performance.now()
    this.#gap = 0
    this.#wait = 0
    await happens()
    await this.more(4 * CLIENTS)
    return { answers: this.#answered - before, gap: Math.round(this.#gap), wait: Math.round(this.#wait) }
  }

  /** Ends it: what was asked is answered first. Returns the questions that had no answer of their own, byte for byte. */
  async end(): Promise<readonly Failure[]> {
    this.#isOver = true
    await this.#clients
    return this.#failures
  }

  async #until(isSo: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onAnswer = () => (isSo() || (this.#failures.length > 0 && !this.#isPersistent)) && resolve()
      this.#onAnswer()
    })
  }

  async #whileAsked(ask: () => Promise<boolean>): Promise<void> {
    while (!this.#isOver) {
      const isRight = await ask()
      if (!isRight && !this.#isOver) await pause(RETRY_DELAY)
    }
  }

  async #ask(): Promise<boolean> {
    const { id, text, expected, asked } = this.#next()
    const answer = await post(`${this.#address.url}/search`, bodyOf(this.#address, { id, text })).catch(toFailure)
    return this.#check({ id, asked, ...(answer === expected ? {} : { failed: answer }) })
  }

  async #stream(): Promise<boolean> {
    const inFlight = new Map<string, { readonly expected: string; readonly asked: number }>()
    const next = (): string | undefined => {
      if (this.#isOver) return undefined
      const { id, text, ...question } = this.#next()
      inFlight.set(id, question)
      return JSON.stringify({ id, text })
    }
    const onAnswer = (line: string) => {
      const { id = '' } = JSON.parse(line) as { id?: string }
      // A second answer to the same question is not among what is in flight any more.
      const { expected, asked } = inFlight.get(id) ?? { expected: undefined, asked: performance.now() }
      inFlight.delete(id)
      this.#check({ id, asked, ...(expected?.trimEnd() === `{"documents":[${line}]}` ? {} : { failed: line }) })
    }
    const failed = await openStream(this.#address, { next, onAnswer }).then(() => 'no answer', toFailure)
    for (const [id, { asked }] of inFlight) this.#check({ id, asked, failed })
    return inFlight.size === 0
  }

  #next() {
    const number = this.#number++
    const which = number % QUESTIONS.length
    const id = String(number)
    const text = QUESTIONS[which] ?? ''
    const expected = (this.#expected[which] ?? '').replace('"id":"q"', `"id":"${id}"`)
    return { id, text, expected, asked: performance.now() }
  }

  #check({ id, asked, failed }: Checked): boolean {
    const now = performance.now()
    if (failed === undefined) {
      this.#answered += 1
      this.#gap = Math.max(this.#gap, now - this.#last)
      this.#wait = Math.max(this.#wait, now - asked)
      this.#last = now
    } else {
      const { what, status } = typeof failed === 'string' ? { what: failed, status: 200 } : failed
      this.#failures.push({ what: `${id}: ${what}`, status, wait: Math.round(now - asked) })
      if (!this.#isPersistent) this.#isOver = true
    }
    this.#onAnswer()
    return failed === undefined
  }
}

/** What became of a question. */
interface Checked {
  readonly id: string
  readonly asked: number
  /** The wrong answer, or why there is none. */
  readonly failed?: string | Pick<Failure, 'what' | 'status'>
}

function toFailure(error: unknown): Pick<Failure, 'what' | 'status'> {
  return { what: String(error), status: error instanceof Refused ? error.status : undefined }
}
