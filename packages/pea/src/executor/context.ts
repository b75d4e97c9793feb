import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type ExecutorContext, type ExecutorLog, FlowError, type PeaSpec } from '@peaflow/core'
import { readValues } from '@peaflow/protocol'

import { type CallPiece, WHOLE } from './host.ts'
import { workspaceOf } from './workspace.ts'

/** What all calls of a Pea share. */
export interface SharedContext {
  readonly spec: PeaSpec
  readonly log: ExecutorLog
}

/** What was sent with the documents of a call. */
export interface CallInput {
  readonly parameters: Readonly<Record<string, unknown>>
  /** The headers, encoded. */
  readonly headers?: Uint8Array | undefined
  /** @defaultValue a request that is not streamed */
  readonly piece?: CallPiece | undefined
}

/** The `ctx` of one call. Cheap to create: `headers`, `workspace` and `signal` are made on first access. */
export class CallContext implements ExecutorContext {
  readonly log: ExecutorLog
  readonly with: Readonly<Record<string, unknown>>
  /** Those that were sent, or what the schema of the endpoint has made of them. */
  parameters: Readonly<Record<string, unknown>>
  readonly replicaId: number
  readonly replicas: number
  readonly piece: ExecutorContext['piece']
  readonly #spec: PeaSpec
  readonly #encodedHeaders: Uint8Array | undefined
  #headers: Readonly<Record<string, string>> | undefined
  #controller: AbortController | undefined
  #reason: FlowError | undefined

  constructor({ spec, log }: SharedContext, { parameters, headers, piece = WHOLE }: CallInput) {
    this.log = log
    this.with = spec.with
    this.parameters = parameters
    this.replicaId = spec.replicaId
    this.replicas = spec.replicas
    this.piece = piece
    this.#spec = spec
    this.#encodedHeaders = headers
  }

  get headers(): Readonly<Record<string, string>> {
    this.#headers ??= readValues(this.#encodedHeaders)
    return this.#headers
  }

  get directory(): string {
    return resolve(this.#spec.directory)
  }

  get workspace(): string {
    return openWorkspace(this.#spec)
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#reason !== undefined) this.#controller.abort(this.#reason)
    return this.#controller.signal
  }

  /** Why it was aborted, if it was. */
  get abortReason(): FlowError | undefined {
    return this.#reason
  }

  /** Aborts `signal`, whether the executor has read it already or reads it later. */
  abort(reason: FlowError): void {
    this.#reason ??= reason
    this.#controller?.abort(this.#reason)
  }
}

/** The Pea's own folder; creates it if it does not exist. */
function openWorkspace(spec: PeaSpec): string {
  const path = workspaceOf(spec)
  try {
    mkdirSync(path, { recursive: true })
  } catch (cause) {
    const why = whyUnwritable(path, cause as Error)
    throw new FlowError('LAUNCH_WORKSPACE', `the workspace ${path} cannot be created: ${why}`, {
      hint: 'Set workspace to a folder that this user can write to',
      cause,
    })
  }
  return path
}

/** Node reports a read-only file system as a missing folder. The nearest folder that exists says what is wrong. */
function whyUnwritable(path: string, cause: Error): string {
  const parent = dirname(path)
  if (parent === path) return cause.message
  if (!existsSync(parent)) return whyUnwritable(parent, cause)
  try {
    accessSync(parent, constants.W_OK)
    return cause.message
  } catch (error) {
    return (error as Error).message
  }
}
