import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { PeaExit, PeaHandle, PeaLogLine, PeaSpec, StopOptions } from '@peaflow/core'
import { LastLines } from '../lines/last-lines.ts'
import { LineReader } from '../lines/line-reader.ts'

/** A child process with its leash and its two outputs. */
export type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** A child process that runs, and who gets its lines. */
export interface RunningChild {
  readonly spec: PeaSpec
  readonly child: Child
  readonly onLog?: ((line: PeaLogLine) => void) | undefined
}

/** Milliseconds that outputs may stay open when the process has ended, because a process of its own holds them. */
const OUTPUT_LINGER = 500

/** A Pea that runs as a child process, at the head of a process group of its own. */
export class ChildPea implements PeaHandle {
  readonly spec: PeaSpec
  readonly exited: Promise<PeaExit>
  readonly #child: Child
  readonly #lines = new LastLines()
  #insist: NodeJS.Timeout | undefined
  #insistAt = Number.POSITIVE_INFINITY

  constructor({ spec, child, onLog }: RunningChild) {
    this.spec = spec
    this.#child = child
    this.exited = this.#watch(onLog)
  }

  stop({ grace = 5_000 }: StopOptions = {}): Promise<PeaExit> {
    if (this.#hasEnded()) return this.exited
    const insistAt = performance.now() + grace
    if (grace > 0 && this.#insistAt === Number.POSITIVE_INFINITY) this.#child.kill('SIGTERM')
    if (insistAt < this.#insistAt) {
      this.#insistAt = insistAt
      clearTimeout(this.#insist)
      if (grace > 0) this.#insist = setTimeout(() => this.#kill(), grace)
      else this.#kill()
    }
    return this.exited
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  async #watch(onLog: RunningChild['onLog']): Promise<PeaExit> {
    const child = this.#child
    const readers = [this.#read('stdout', onLog), this.#read('stderr', onLog)]
    // Its end shows as an exit; a leash that breaks first is no error of its own.
    child.stdin.on('error', () => {})
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
    await new Promise<void>((resolve) => child.once('exit', () => resolve()))
    clearTimeout(this.#insist)
    this.#killGroup()
    const linger = setTimeout(() => this.#closeOutputs(), OUTPUT_LINGER)
    await closed
    clearTimeout(linger)
    for (const reader of readers) reader.end()
    return { code: child.exitCode, signal: child.signalCode, lastLines: this.#lines.list() }
  }

  #read(stream: PeaLogLine['stream'], onLog: RunningChild['onLog']): LineReader {
    const reader = new LineReader((text) => {
      this.#lines.push(text)
      onLog?.({ stream, text })
    })
    this.#child[stream].on('data', (chunk: Buffer) => reader.push(chunk))
    return reader
  }

  #kill(): void {
    this.#killGroup()
    this.#child.kill('SIGKILL')
  }

  /** Ends what the executor started, too. */
  #killGroup(): void {
    try {
      process.kill(-(this.#child.pid ?? Number.NaN), 'SIGKILL')
    } catch {
      // Nothing is left of the group, or this system has none.
    }
  }

  #closeOutputs(): void {
    this.#child.stdout.destroy()
    this.#child.stderr.destroy()
  }
}
