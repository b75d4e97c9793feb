import type { Endpoints, FlowError, PeaLogLine } from '@peaflow/core'
import { mergePayloads } from '../../merge/merge-payloads.ts'
import type { ReadSpec } from '../executor-file.ts'
import { asFlowError, setupThrew } from '../failure.ts'
import type { ExecutorBatch, ExecutorCall, ExecutorHost, PieceReceiver } from '../host.ts'
import { createLog, type OnLog } from '../log.ts'
import { type ChildEnd, ExecutorChild } from './child.ts'
import { frameDialect } from './frame-dialect.ts'
import { lineDialect } from './line-dialect.ts'
import type { Dialect, FromProgram, ToProgram } from './messages.ts'
import { type ExecutorProgram, executorProgramOf } from './program.ts'
import { ProgramCalls } from './program-calls.ts'
import { ProgramChecks } from './program-checks.ts'
import { whyUnusable } from './python.ts'
import { toSetup, toSetupError } from './set-up.ts'
import { whyProgramEnded } from './why-ended.ts'

/** How to host an executor in a process of its own. */
export interface ProcessHostOptions {
  /**
   * Gets each line that the program writes or logs.
   *
   * @defaultValue writes them to this process's stdout and stderr
   */
  readonly onLog?: OnLog | undefined
  /**
   * What stands at the beginning of each of these lines.
   *
   * @defaultValue nothing
   */
  readonly logPrefix?: string | undefined
}

/**
 * Hosts an executor in a process of its own, which only computes: `exec`, or a file in Python. The process is started at
 * once. If it ends on its own, only this host ends, and its `died` says why.
 */
export function processHost(spec: ReadSpec, options: ProcessHostOptions = {}): ExecutorHost {
  return new ProgramHost(spec, options)
}

class ProgramHost implements ExecutorHost {
  readonly died: Promise<FlowError>
  endpoints: Endpoints | undefined
  readonly #spec: ReadSpec
  readonly #options: ProcessHostOptions
  readonly #log: ReturnType<typeof createLog>
  readonly #calls = new ProgramCalls((message) => this.#send(message))
  readonly #checks = new ProgramChecks()
  readonly #ready: Promise<void>
  readonly #ended: Promise<void>
  #program: ExecutorProgram | undefined
  #child: ExecutorChild | undefined
  #dialect: Dialect | undefined
  #isReady = false
  #isKilled = false
  #settleReady: { resolve(): void; reject(error: FlowError): void } = { resolve: () => {}, reject: () => {} }
  #settleDied: (error: FlowError) => void = () => {}
  #settleEnded: () => void = () => {}
  #down: Promise<void> | undefined

  constructor(spec: ReadSpec, options: ProcessHostOptions) {
    this.#spec = spec
    this.#options = options
    this.#log = createLog(options.onLog, options.logPrefix)
    this.died = new Promise((settle) => {
      this.#settleDied = settle
    })
    this.#ended = new Promise((settle) => {
      this.#settleEnded = settle
    })
    this.#ready = new Promise((settle, reject) => {
      this.#settleReady = { resolve: settle, reject }
    })
    // Nobody may wait for it yet.
    this.#ready.catch(() => {})
    this.#start().catch((error) => {
      this.#settleReady.reject(asFlowError(error))
      this.#settleEnded()
    })
  }

  async setup(): Promise<void> {
    await this.#ready
  }

  async call(call: ExecutorCall, pieces: PieceReceiver): Promise<Uint8Array> {
    if (!this.#serves(call.endpoint)) return mergePayloads(call.payloads)
    if (this.#checks.has(call.endpoint)) await this.#checks.check(call)
    return await this.#calls.call(call, pieces)
  }

  async callBatch(batch: ExecutorBatch): Promise<readonly Uint8Array[]> {
    if (!this.#serves(batch.endpoint)) return batch.payloads
    if (this.#checks.has(batch.endpoint)) await this.#checks.checkBatch(batch)
    return await this.#calls.callBatch(batch)
  }

  abort(id: number, reason: FlowError): void {
    this.#checks.abort(id, reason)
    this.#calls.abort(id, reason)
  }

  kill(): void {
    this.#isKilled = true
    this.#child?.kill()
  }

  async teardown(): Promise<void> {
    this.#down ??= this.#tearDown()
    await this.#down
  }

  async #tearDown(): Promise<void> {
    if (this.#calls.hasAborted) this.kill()
    this.#send({ type: 'teardown' })
    this.#child?.endInput()
    await this.#ended
  }

  async #start(): Promise<void> {
    const program = await executorProgramOf(this.#spec)
    this.#program = program
    const isLines = program.protocol === 'lines'
    this.#dialect = (isLines ? lineDialect : frameDialect)((message) => this.#onMessage(message))
    const child = await ExecutorChild.spawn(program, {
      // The launcher of a process ends its whole group. Elsewhere, ^C of a terminal is not for the program.
      ownsGroup: this.#spec.runtime !== 'process' || this.#spec.external === true,
      listener: {
        onBytes: (chunk) => this.#dialect?.push(chunk),
        onLine: (stream, line) => this.#onLine({ stream, text: line }),
        onEnd: (end) => void this.#end(end),
      },
    })
    this.#child = child
    if (this.#isKilled) child.kill()
    this.#send({ type: 'setup', fields: toSetup(this.#spec, program) })
    // Lines have no word for it.
    if (isLines) void this.#beReady(undefined)
    if (this.#down !== undefined) child.endInput()
  }

  /** A program that says what it serves gets nothing else. */
  #serves(endpoint: string): boolean {
    const { endpoints } = this
    return endpoints === undefined || Object.hasOwn(endpoints, endpoint) || Object.hasOwn(endpoints, 'default')
  }

  #send(message: ToProgram): void {
    const chunks = this.#dialect?.encode(message) ?? []
    if (chunks.length > 0) this.#child?.send(chunks)
  }

  #onMessage(message: FromProgram): void {
    if (message.type === 'ready') void this.#beReady(message.endpoints)
    else if (message.type === 'log') this.#log[message.level]('%s', message.message)
    else if (message.type === 'error' && message.id === undefined && !this.#isReady) {
      this.#settleReady.reject(toSetupError(message.error))
    } else this.#calls.onMessage(message)
  }

  async #beReady(endpoints: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    try {
      if (endpoints !== undefined) {
        const { endpoints: described, omissions } = await this.#checks.take(endpoints)
        for (const line of omissions) this.#log.warn(line)
        this.endpoints = described
      }
      this.#isReady = true
      this.#settleReady.resolve()
    } catch (error) {
      this.#settleReady.reject(setupThrew(error))
    }
  }

  #onLine({ stream, text }: PeaLogLine): void {
    const { onLog, logPrefix = '' } = this.#options
    if (onLog === undefined) process[stream].write(`${logPrefix}${text}\n`)
    else onLog({ stream, text: logPrefix + text })
  }

  /** Running calls never settle: their senders still hold the requests and send them to the next life of this Pea. */
  async #end({ broken, ...end }: ChildEnd): Promise<void> {
    this.#child = undefined
    this.#settleEnded()
    if (this.#isKilled || this.#down !== undefined) return
    const name = this.#program?.name ?? ''
    const error = whyProgramEnded({ ...end, name, broken: broken?.message, wasReady: this.#isReady })
    if (this.#isReady) this.#settleDied(error)
    else this.#settleReady.reject((await this.#whyUnusable()) ?? error)
  }

  /** The interpreter may be the reason why a program in Python did not get ready. */
  async #whyUnusable(): Promise<FlowError | undefined> {
    const { name, interpreter } = this.#program ?? {}
    return name === undefined || interpreter === undefined ? undefined : await whyUnusable(name, interpreter)
  }
}
