import type { Executor, LaunchOptions, PeaExit, PeaHandle, PeaLogLine, PeaSpec, StopOptions } from '@peaflow/core'

/** The function that a fake Pea runs. */
export type FakePlay = (role: FakeRole) => void | Promise<void>

/** The arguments of a {@link FakePlay}. */
export interface FakeRole {
  readonly spec: PeaSpec
  /** The executor of the launch options. */
  readonly executor: Executor | undefined
  /** Resolves when the Pea is asked to stop. */
  readonly asked: Promise<void>
  /** Writes a line. */
  readonly print: (text: string, stream?: PeaLogLine['stream']) => void
  /** Ends the Pea with this exit code. */
  readonly end: (code: number) => void
}

/** The maximum number of lines in an exit. */
const LAST_LINES = 20

/** A Pea in memory. It ends when its play calls `end`, or when it is killed. */
export class FakePea implements PeaHandle {
  readonly spec: PeaSpec
  readonly exited: Promise<PeaExit>
  readonly #options: LaunchOptions
  readonly #asked: Promise<void>
  readonly #lastLines: string[] = []
  #ask: () => void = () => {}
  #settle: (exit: PeaExit) => void = () => {}
  #killTimer: NodeJS.Timeout | undefined
  #deadline = Number.POSITIVE_INFINITY
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

  /** Starts the play. */
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
    const deadline = performance.now() + grace
    if (this.#ended || deadline >= this.#deadline) return this.exited
    this.#deadline = deadline
    clearTimeout(this.#killTimer)
    if (grace > 0) {
      this.#ask()
      this.#killTimer = setTimeout(() => this.#kill(), grace)
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

  #end(end: Pick<PeaExit, 'code' | 'signal'>): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#killTimer)
    this.#settle({ ...end, lastLines: [...this.#lastLines] })
  }
}
