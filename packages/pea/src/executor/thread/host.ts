import { Worker } from 'node:worker_threads'
import type { FlowError, PeaSpec } from '@peaflow/core'
import type { ExecutorCall, ExecutorHost } from '../host.ts'
import {
  type FromThread,
  fromThreadError,
  type ThreadStart,
  type ToThread,
  toThreadError,
  toThreadPayload,
} from './messages.ts'
import { executorProgram } from './program.ts'
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

interface Call {
  resolve(payload: Uint8Array): void
  reject(error: FlowError): void
  isAborted: boolean
}

interface Setup {
  resolve(): void
  reject(error: FlowError): void
}

class WorkerHost implements ThreadHost {
  readonly died: Promise<FlowError>
  exitCode: number | undefined
  readonly #spec: PeaSpec
  readonly #options: ThreadHostOptions
  readonly #calls = new Map<number, Call>()
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

  call(call: ExecutorCall): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#calls.set(call.id, { resolve, reject, isAborted: false })
      const payloads = call.payloads.map(toThreadPayload)
      const transfer = payloads.flatMap((payload) => payload.transfer)
      this.#send({ type: 'call', call: { ...call, payloads: payloads.map(({ own }) => own) } }, transfer)
    })
  }

  abort(id: number, reason: FlowError): void {
    const call = this.#calls.get(id)
    if (call === undefined) return
    call.isAborted = true
    this.#send({ type: 'abort', id, reason: toThreadError(reason) })
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
    const hangs = [...this.#calls.values()].some(({ isAborted }) => isAborted)
    if (!hangs) await this.#askDown()
    await this.terminate()
  }

  #launch(): Worker {
    const { program = executorProgram, onOutput = writeThrough, heap } = this.#options
    const worker = new Worker(program, {
      workerData: { spec: this.#spec } satisfies ThreadStart,
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
    if (message.type === 'ready') this.#endSetup()?.resolve()
    else if (message.type === 'unfit') this.#endSetup()?.reject(fromThreadError(message.error))
    else if (message.type === 'result') this.#endCall(message.id)?.resolve(message.payload)
    else if (message.type === 'failed') this.#endCall(message.id)?.reject(fromThreadError(message.error))
    else this.#onDown?.()
  }

  #endSetup(): Setup | undefined {
    const setup = this.#setup
    this.#setup = undefined
    return setup
  }

  #endCall(id: number): Call | undefined {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    return call
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
