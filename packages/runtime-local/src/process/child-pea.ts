import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import {
  type PeaExit,
  type PeaHandle,
  type PeaLogLine,
  type PeaSpec,
  type StopOptions,
  toPeaInput,
} from '@peaflow/core'
import { LastLines, LineReader } from '@peaflow/pea/internal'
import { KillTimer } from '../launch/kill-timer.ts'

/** A child process. Its stdin is the lifeline: it gets at most one line, and ends with this process. */
export type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** A child process that runs, and the receiver of its lines. */
export interface RunningChild {
  readonly spec: PeaSpec
  readonly child: Child
  readonly onLog?: ((line: PeaLogLine) => void) | undefined
}

/** Milliseconds that stdout and stderr may stay open after the process has ended, because a descendant holds them. */
const OUTPUT_LINGER = 500

/** A Pea that runs as a child process, at the head of its own process group. */
export class ChildPea implements PeaHandle {
  readonly spec: PeaSpec
  readonly exited: Promise<PeaExit>
  readonly #child: Child
  readonly #lines = new LastLines()
  readonly #killTimer = new KillTimer(() => this.#kill())

  constructor({ spec, child, onLog }: RunningChild) {
    this.spec = spec
    this.#child = child
    this.exited = this.#watch(onLog)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  stop({ grace = 5_000 }: StopOptions = {}): Promise<PeaExit> {
    if (this.#hasEnded()) return this.exited
    if (grace > 0 && !this.#killTimer.isArmed) this.#child.kill('SIGTERM')
    this.#killTimer.arm(grace)
    return this.exited
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  async #watch(onLog: RunningChild['onLog']): Promise<PeaExit> {
    const child = this.#child
    const readers = [this.#read('stdout', onLog), this.#read('stderr', onLog)]
    // A broken pipe only means that the child is ending, which its exit reports.
    child.stdin.on('error', () => {})
    const input = toPeaInput(this.spec)
    if (input !== '') child.stdin.write(input)
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
    await new Promise<void>((resolve) => child.once('exit', () => resolve()))
    this.#killTimer.cancel()
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

  /** Kills the processes that the executor has started, too. */
  #killGroup(): void {
    try {
      process.kill(-(this.#child.pid ?? Number.NaN), 'SIGKILL')
    } catch {
      // The group is empty, or this system has no process groups.
    }
  }

  #closeOutputs(): void {
    this.#child.stdout.destroy()
    this.#child.stderr.destroy()
  }
}
