import { Worker } from 'node:worker_threads'
import type { Endpoints, FlowError, PeaSpec } from '@peaflow/core'
import type { ExecutorBatch, ExecutorCall, ExecutorHost, PieceReceiver } from '../host.ts'
import { type FromThread, fromThreadError, type ThreadStart, type ToThread } from './messages.ts'
import { executorProgram } from './program.ts'
import { ThreadCalls } from './thread-calls.ts'
import { whyEnded } from './why-ended.ts'

/** How to host an executor in a thread of its own. */
export interface ThreadHostOptions {
  /**
   * Receives what the executor writes, chunk by chunk.
   *
   * @defaultValue writes it to this process's stdout and stderr
   */
  readonly onOutput?: ((stream: 'stdout' | 'stderr', chunk: Buffer) => void) | undefined
  /**
   * What stands at the beginning of each line that the executor logs.
   *
   * @defaultValue nothing
   */
  readonly logPrefix?: string | undefined
  /**
   * Limit of the thread's JavaScript heap, in megabytes.
   *
   * @defaultValue Node's own limit
   */
  readonly heap?: number | undefined
  /**
   * Path of the program that the thread runs.
   *
   * @defaultValue this package's own
   */
  readonly program?: string | undefined
}

/** A host whose executor runs in a thread of its own. */
export interface ThreadHost extends ExecutorHost {
  /** The exit code of a thread that ended on its own; `undefined` while it runs, and if it was asked to end. */
  readonly exitCode: number | undefined
  /** Ends the thread at once, whatever its executor is doing. May be called twice. */
  terminate(): Promise<void>
}

/**
 * Hosts an executor in a thread of its own, which owns no socket. If the executor ends its thread, throws an uncaught
 * error or runs out of memory, only this host ends, and its `died` says why. The thread shares memory outside the
 * JavaScript heap with the process, and a crash of a native addon ends both.
 */
export function threadHost(spec: PeaSpec, options: ThreadHostOptions = {}): ThreadHost {
  return new WorkerHost(spec, options)
}

interface Setup {
  resolve(): void
  reject(error: FlowError): void
}

class WorkerHost implements ThreadHost {
  readonly died: Promise<FlowError>
  exitCode: number | undefined
  endpoints: Endpoints | undefined
  readonly #spec: PeaSpec
  readonly #options: ThreadHostOptions
  readonly #calls = new ThreadCalls((message, transfer) => this.#send(message, transfer))
  #worker: Worker | undefined
  #uncaught: unknown
  #settleDied: (error: FlowError) => void = () => {}
  #setup: Setup | undefined
  #onDown: (() => void) | undefined
  #down: Promise<void> | undefined

  constructor(spec: PeaSpec, options: ThreadHostOptions) {
    this.#spec = spec
    this.#options = options
    this.died = new Promise((resolve) => {
      this.#settleDied = resolve
    })
  }

  setup(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#setup = { resolve, reject }
      this.#worker = this.#launch()
    })
  }

  call(call: ExecutorCall, pieces: PieceReceiver): Promise<Uint8Array> {
    return this.#calls.call(call, pieces)
  }

  callBatch(batch: ExecutorBatch): Promise<readonly Uint8Array[]> {
    return this.#calls.callBatch(batch)
  }

  abort(id: number, reason: FlowError): void {
    this.#calls.abort(id, reason)
  }

  async teardown(): Promise<void> {
    if (this.#worker === undefined) return
    this.#down ??= this.#tearDown()
    await this.#down
  }

  async terminate(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    this.#onDown?.()
    await worker?.terminate()
  }

  async #tearDown(): Promise<void> {
    if (!this.#calls.hasAborted) await this.#askDown()
    await this.terminate()
  }

  #launch(): Worker {
    const { program = executorProgram, onOutput = writeThrough, heap, logPrefix } = this.#options
    const worker = new Worker(program, {
      workerData: { spec: this.#spec, logPrefix } satisfies ThreadStart,
      name: this.#spec.id,
      stdout: true,
      stderr: true,
      ...(heap !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heap } }),
    })
    worker.stdout.on('data', (chunk: Buffer) => onOutput('stdout', chunk))
    worker.stderr.on('data', (chunk: Buffer) => onOutput('stderr', chunk))
    worker.on('message', (message: FromThread) => this.#onMessage(message))
    worker.on('error', (error) => {
      this.#uncaught = error
    })
    worker.on('exit', (code) => this.#end(code))
    return worker
  }

  #send(message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, transfer)
  }

  #onMessage(message: FromThread): void {
    if (message.type === 'ready') {
      this.endpoints = message.endpoints
      this.#endSetup()?.resolve()
    } else if (message.type === 'unfit') this.#endSetup()?.reject(fromThreadError(message.error))
    else if (message.type === 'down') this.#onDown?.()
    else this.#calls.onMessage(message)
  }

  #endSetup(): Setup | undefined {
    const setup = this.#setup
    this.#setup = undefined
    return setup
  }

  #askDown(): Promise<void> {
    return new Promise((resolve) => {
      this.#onDown = resolve
      this.#send({ type: 'teardown' })
    })
  }

  /** Running calls never settle: their senders still hold the requests and send them to the next life of this Pea. */
  #end(code: number): void {
    this.#onDown?.()
    if (this.#worker === undefined) return
    this.#worker = undefined
    this.exitCode = code
    const error = whyEnded({ uncaught: this.#uncaught, code, heap: this.#options.heap })
    const setup = this.#endSetup()
    if (setup !== undefined) setup.reject(error)
    else this.#settleDied(error)
  }
}

function writeThrough(stream: 'stdout' | 'stderr', chunk: Buffer): void {
  process[stream].write(chunk)
}
