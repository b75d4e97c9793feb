import type { Executor, LaunchOptions, PeaExit, PeaHandle, PeaLogLine, PeaSpec, StopOptions } from '@peaflow/core'

/** What a Pea of a fake launcher does: runs when the Pea is launched. */
export type FakePlay = (role: FakeRole) => void | Promise<void>

/** A Pea as its play sees it. */
export interface FakeRole {
  readonly spec: PeaSpec
  /** The function that the launch was given. */
  readonly executor: Executor | undefined
  /** Settles when the Pea is asked to end. */
  readonly asked: Promise<void>
  /** Writes a line. */
  readonly print: (text: string, stream?: PeaLogLine['stream']) => void
  /** Ends with an exit code. */
  readonly end: (code: number) => void
}

/** The most lines that an exit carries. */
const LAST_LINES = 20

/** A Pea in memory: it runs its play and ends when the play, or force, says so. */
export class FakePea implements PeaHandle {
  readonly spec: PeaSpec
  readonly exited: Promise<PeaExit>
  readonly #options: LaunchOptions
  readonly #asked: Promise<void>
  readonly #lastLines: string[] = []
  #ask: () => void = () => {}
  #settle: (exit: PeaExit) => void = () => {}
  #insist: NodeJS.Timeout | undefined
  #insistAt = Number.POSITIVE_INFINITY
  #ended = false

  constructor(spec: PeaSpec, options: LaunchOptions) {
    this.spec = spec
    this.#options = options
    this.exited = new Promise((resolve) => {
      this.#settle = resolve
    })
    this.#asked = new Promise((resolve) => {
      this.#ask = resolve
    })
  }

  /** Begins the play. */
  play(play: FakePlay): void {
    const running = play({
      spec: this.spec,
      executor: this.#options.executor,
      asked: this.#asked,
      print: (text, stream = 'stdout') => this.#print({ text, stream }),
      end: (code) => this.#end({ code, signal: null }),
    })
    running?.catch((cause: unknown) => {
      this.#print({ text: String(cause), stream: 'stderr' })
      this.#end({ code: 1, signal: null })
    })
  }

  stop({ grace = 5_000 }: StopOptions = {}): Promise<PeaExit> {
    const insistAt = performance.now() + grace
    if (this.#ended || insistAt >= this.#insistAt) return this.exited
    this.#insistAt = insistAt
    clearTimeout(this.#insist)
    if (grace > 0) {
      this.#ask()
      this.#insist = setTimeout(() => this.#kill(), grace)
    } else this.#kill()
    return this.exited
  }

  #kill(): void {
    this.#end({ code: null, signal: 'SIGKILL' })
  }

  #print(line: PeaLogLine): void {
    if (this.#ended) return
    this.#lastLines.push(line.text)
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift()
    this.#options.onLog?.(line)
  }

  #end(how: Pick<PeaExit, 'code' | 'signal'>): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#insist)
    this.#settle({ ...how, lastLines: [...this.#lastLines] })
  }
}
