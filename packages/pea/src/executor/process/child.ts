import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { FlowError, LIFELINE } from '@peaflow/core'
import { findSetpriv, tieToParent } from '../../child/command.ts'
import { LastLines } from '../../child/last-lines.ts'
import { LineReader } from '../../child/line-reader.ts'
import { BrokenProgram } from './broken.ts'
import type { ExecutorProgram } from './program.ts'

/** What a program writes and sends, and how it ends. */
export interface ChildListener {
  /** Takes what it sends to its Pea; throws if it cannot be understood. */
  onBytes(chunk: Uint8Array): void
  onLine(stream: 'stdout' | 'stderr', line: string): void
  /** It has ended, and everything that it sent has been read. Called once. */
  onEnd(end: ChildEnd): void
}

/** How a child process ended. */
export interface ChildEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** What `onBytes` threw, for which it was ended. */
  readonly broken: Error | undefined
  readonly lastLines: readonly string[]
}

/** Milliseconds that the outputs of a program may stay open after it has ended, because a descendant holds them. */
const OUTPUT_LINGER = 500

/** Milliseconds in which a program has to exit that has closed what it sends messages through. */
const EXIT_TIMEOUT = 2_000

const SILENT = 'no more: it closed what messages go through, and runs on'

/**
 * The process of a program that computes for a Pea. It ends with this process: the kernel sees to that where there is a
 * `setpriv`, and elsewhere its input ends.
 */
export class ExecutorChild {
  readonly #child: ChildProcess
  readonly #listener: ChildListener
  readonly #ownsGroup: boolean
  readonly #input: Writable
  readonly #lines = new LastLines()
  #broken: Error | undefined
  #hasEnded = false
  #endTimer: NodeJS.Timeout | undefined

  private constructor(child: ChildProcess, program: ExecutorProgram, options: SpawnOptions) {
    this.#child = child
    this.#listener = options.listener
    this.#ownsGroup = options.ownsGroup
    const { stdin, stdout, stderr } = child
    const [, , , input, output] = child.stdio
    const isLines = program.protocol === 'lines'
    this.#input = (isLines ? stdin : input) as Writable
    // A broken pipe only means that it is ending, which its exit reports.
    this.#input.on('error', () => {})
    this.#receive((isLines ? stdout : output) as Readable)
    void this.#watch(
      isLines
        ? [['stderr', stderr]]
        : [
            ['stdout', stdout],
            ['stderr', stderr],
          ],
    )
  }

  /**
   * Starts the process.
   *
   * @throws FlowError `LAUNCH_PROCESS` if the system cannot start it.
   */
  static async spawn(program: ExecutorProgram, options: SpawnOptions): Promise<ExecutorChild> {
    const { file, args } = tieToParent(program.command, findSetpriv())
    try {
      const child = spawn(file, args, {
        cwd: statSync(program.cwd, { throwIfNoEntry: false })?.isDirectory() ? program.cwd : undefined,
        env: { ...process.env, [LIFELINE]: undefined },
        stdio: program.protocol === 'lines' ? ['pipe', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
        detached: options.ownsGroup && process.platform !== 'win32',
      })
      await once(child, 'spawn')
      return new ExecutorChild(child, program, options)
    } catch (cause) {
      const message = `the process of the executor ${program.name} cannot be started: ${(cause as Error).message}`
      throw new FlowError('LAUNCH_PROCESS', message, {
        hint: 'Check how many more processes and how much memory this machine allows',
        cause,
      })
    }
  }

  /** Sends bytes. A program that ends loses them. */
  send(chunks: readonly Uint8Array[]): void {
    if (this.#input.destroyed) return
    this.#input.cork()
    for (const chunk of chunks) this.#input.write(chunk)
    this.#input.uncork()
  }

  /** Ends the input, which asks the program to end. */
  endInput(): void {
    this.#input.end()
  }

  /** Ends the process at once, and those that it has started if they are a group of their own. */
  kill(): void {
    if (this.#ownsGroup) this.#killGroup()
    this.#child.kill('SIGKILL')
  }

  #killGroup(): void {
    try {
      process.kill(-(this.#child.pid ?? Number.NaN), 'SIGKILL')
    } catch {
      // The group is empty, or this system has no process groups.
    }
  }

  #receive(output: Readable): void {
    output.on('error', () => {})
    output.on('data', (chunk: Buffer) => {
      if (this.#broken !== undefined) return
      try {
        this.#listener.onBytes(chunk)
      } catch (error) {
        this.#break(error as Error)
      }
    })
    output.on('end', () => {
      if (!this.#hasEnded) this.#endTimer = setTimeout(() => this.#break(new BrokenProgram(SILENT)), EXIT_TIMEOUT)
    })
  }

  #break(error: Error): void {
    this.#broken ??= error
    this.kill()
  }

  async #watch(outputs: readonly (readonly ['stdout' | 'stderr', Readable | null])[]): Promise<void> {
    const readers = outputs.map(([stream, output]) => this.#read(stream, output as Readable))
    const closed = once(this.#child, 'close')
    const [code, signal] = (await once(this.#child, 'exit')) as [number | null, NodeJS.Signals | null]
    this.#hasEnded = true
    clearTimeout(this.#endTimer)
    if (this.#ownsGroup) this.#killGroup()
    const linger = setTimeout(() => this.#closeOutputs(), OUTPUT_LINGER)
    await closed
    clearTimeout(linger)
    for (const reader of readers) reader.end()
    this.#listener.onEnd({ code, signal, broken: this.#broken, lastLines: this.#lines.list() })
  }

  #read(stream: 'stdout' | 'stderr', output: Readable): LineReader {
    const reader = new LineReader((line) => {
      if (stream === 'stderr') this.#lines.push(line)
      this.#listener.onLine(stream, line)
    })
    output.on('error', () => {})
    output.on('data', (chunk: Buffer) => reader.push(chunk))
    return reader
  }

  #closeOutputs(): void {
    for (const stream of this.#child.stdio) stream?.destroy()
  }
}

/** How a program is started. */
export interface SpawnOptions {
  readonly listener: ChildListener
  /** Whether it is at the head of a process group of its own: signals of a terminal do not reach it. */
  readonly ownsGroup: boolean
}
