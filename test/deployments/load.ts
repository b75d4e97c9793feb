import { performance } from 'node:perf_hooks'
import { type Address, bodyOf, post, QUESTIONS } from './search.ts'
import { openStream } from './stream.ts'

/** How many clients ask at the same time, each one question after the other; another one streams its questions. */
const CLIENTS = 3

/** How long clients waited while something happened, in milliseconds. */
export interface Waits {
  /** The longest time in which no answer came. */
  readonly gap: number
  /** The longest time from a question to its answer. */
  readonly wait: number
}

/** What clients saw. */
export interface Seen {
  readonly answered: number
  /** What went wrong: an error, an answer other than on the laptop, or a second one. */
  readonly wrong: readonly string[]
}

/** Clients that ask questions without end. */
export class Load {
  #count = 0
  #number = 0
  #isOver = false
  #last = performance.now()
  #gap = 0
  #wait = 0
  readonly #wrong: string[] = []
  readonly #address: Address
  readonly #expected: readonly string[]
  readonly #clients: Promise<unknown>
  #onAnswer = () => {}

  /** `expected` are the answers of the laptop. */
  constructor(address: Address, expected: readonly string[]) {
    this.#address = address
    this.#expected = expected
    const clients = Array.from({ length: CLIENTS }, () => this.#ask())
    this.#clients = Promise.all([...clients, this.#stream()])
  }

  /** Resolves once this many more answers have come. */
  async more(count: number): Promise<void> {
    const wanted = this.#count + count
    await new Promise<void>((resolve) => {
      this.#onAnswer = () => (this.#count >= wanted || this.#wrong.length > 0) && resolve()
      this.#onAnswer()
    })
  }

  /** How long clients wait while something happens, and until some answers have come after it. */
  async during(happens: () => Promise<unknown>): Promise<Waits> {
    this.#last = performance.now()
    this.#gap = 0
    this.#wait = 0
    await happens()
    await this.more(4 * CLIENTS)
    return { gap: Math.round(this.#gap), wait: Math.round(this.#wait) }
  }

  /** Ends it: what was asked is answered first. */
  async end(): Promise<Seen> {
    this.#isOver = true
    await this.#clients
    return { answered: this.#count, wrong: this.#wrong }
  }

  async #ask(): Promise<void> {
    while (!this.#isOver) {
      const { id, text, expected } = this.#next()
      const asked = performance.now()
      const answer = await post(`${this.#address.url}/search`, bodyOf(text, id, this.#address)).catch(String)
      this.#wait = Math.max(this.#wait, performance.now() - asked)
      this.#check(id, answer === expected ? undefined : answer)
    }
  }

  async #stream(): Promise<void> {
    const asked = new Map<string, string>()
    const next = (): string | undefined => {
      if (this.#isOver) return undefined
      const { id, text, expected } = this.#next()
      asked.set(id, expected)
      return JSON.stringify({ id, text })
    }
    await openStream(this.#address, {
      next,
      onAnswer: (line) => {
        const { id = '' } = JSON.parse(line) as { id?: string }
        const isRight = asked.get(id)?.trimEnd() === `{"documents":[${line}]}`
        // A second answer to the same question is not among what was asked any more.
        asked.delete(id)
        this.#check(id, isRight ? undefined : line)
      },
    }).catch((error) => this.#check('stream', String(error)))
    for (const id of asked.keys()) this.#check(id, 'no answer')
  }

  #next() {
    const number = this.#number++
    const which = number % QUESTIONS.length
    const id = String(number)
    const text = QUESTIONS[which] ?? ''
    return { id, text, expected: (this.#expected[which] ?? '').replace('"id":"q"', `"id":"${id}"`) }
  }

  #check(id: string, wrong: string | undefined): void {
    const now = performance.now()
    this.#gap = Math.max(this.#gap, now - this.#last)
    this.#last = now
    this.#count += 1
    if (wrong !== undefined) {
      this.#wrong.push(`${id}: ${wrong}`)
      // A client that is refused at once would ask without pause.
      this.#isOver = true
    }
    this.#onAnswer()
  }
}
