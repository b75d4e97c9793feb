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
  /** Gets what the executor writes, as it comes; by default it goes to this process's stdout and stderr. */
  readonly onOutput?: ((stream: 'stdout' | 'stderr', chunk: Buffer) => void) | undefined
  /**
   * Megabytes of JavaScript objects that it may hold.
   *
   * @defaultValue Node's own limit
   */
  readonly heap?: number | undefined
  /**
   * The program that the thread runs.
   *
   * @defaultValue that of this package
   */
  readonly program?: string | undefined
}

/** A host whose executor runs in a thread of its own. */
export interface ThreadHost extends ExecutorHost {
  /** The exit code of a thread that ended by itself; nothing before, or if it was asked to end. */
  readonly exitCode: number | undefined
  /** Ends the thread at once, whatever its executor does; may be called twice. */
  terminate(): Promise<void>
}

/**
 * Hosts an executor in a thread of its own, which owns no socket: if it ends, throws where nobody catches it or runs
 * out of memory, that ends nothing but this host, whose `died` says why. Memory outside of JavaScript's heap, and
 * crashes of native addons, it shares with the process.
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
      this.#calls.set(call.request, { resolve, reject, isAborted: false })
      const payloads = call.payloads.map(toThreadPayload)
      const handed = payloads.flatMap((payload) => payload.handed)
      this.#tell({ type: 'call', call: { ...call, payloads: payloads.map(({ own }) => own) } }, handed)
    })
  }

  abort(request: number, reason: FlowError): void {
    const call = this.#calls.get(request)
    if (call === undefined) return
    call.isAborted = true
    this.#tell({ type: 'abort', request, reason: toThreadError(reason) })
  }

  async teardown(): Promise<void> {
    if (this.#worker === undefined) return
    const hangs = [...this.#calls.values()].some(({ isAborted }) => isAborted)
    if (!hangs) await this.#askDown()
    await this.terminate()
  }

  async terminate(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    this.#onDown?.()
    await worker?.terminate()
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
    worker.on('message', (message: FromThread) => this.#hear(message))
    worker.on('error', (error) => {
      this.#uncaught = error
    })
    worker.on('exit', (code) => this.#end(code))
    return worker
  }

  #tell(message: ToThread, handed: readonly ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, handed)
  }

  #hear(message: FromThread): void {
    if (message.type === 'ready') this.#takeSetup()?.resolve()
    else if (message.type === 'unfit') this.#takeSetup()?.reject(fromThreadError(message.error))
    else if (message.type === 'result') this.#take(message.request)?.resolve(message.payload)
    else if (message.type === 'failed') this.#take(message.request)?.reject(fromThreadError(message.error))
    else this.#onDown?.()
  }

  #takeSetup(): Setup | undefined {
    const setup = this.#setup
    this.#setup = undefined
    return setup
  }

  #take(request: number): Call | undefined {
    const call = this.#calls.get(request)
    this.#calls.delete(request)
    return call
  }

  #askDown(): Promise<void> {
    return new Promise((resolve) => {
      this.#onDown = resolve
      this.#tell({ type: 'teardown' })
    })
  }

  /** Calls that are running never settle: whoever gave their requests still has them. */
  #end(code: number): void {
    this.#onDown?.()
    if (this.#worker === undefined) return
    this.#worker = undefined
    this.exitCode = code
    const error = whyEnded({ uncaught: this.#uncaught, code, heap: this.#options.heap })
    const setup = this.#takeSetup()
    if (setup !== undefined) setup.reject(error)
    else this.#settleDied(error)
  }
}

function writeThrough(stream: 'stdout' | 'stderr', chunk: Buffer): void {
  process[stream].write(chunk)
}
