import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type ExecutorContext, type ExecutorLog, FlowError, type PeaSpec } from '@peaflow/core'

/** What all calls of a Pea share. */
export interface SharedContext {
  readonly spec: PeaSpec
  readonly log: ExecutorLog
}

/** The `ctx` of one call. Cheap to create: `workspace` and `signal` are made on first access. */
export class CallContext implements ExecutorContext {
  readonly log: ExecutorLog
  readonly with: Readonly<Record<string, unknown>>
  readonly parameters: Readonly<Record<string, unknown>>
  readonly replicaId: number
  readonly replicas: number
  readonly #spec: PeaSpec
  #controller: AbortController | undefined
  #reason: FlowError | undefined

  constructor({ spec, log }: SharedContext, parameters: Readonly<Record<string, unknown>>) {
    this.log = log
    this.with = spec.with
    this.parameters = parameters
    this.replicaId = spec.replicaId
    this.replicas = spec.replicas
    this.#spec = spec
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

  /** Aborts `signal`, whether the executor has read it already or reads it later. */
  abort(reason: FlowError): void {
    this.#reason ??= reason
    this.#controller?.abort(this.#reason)
  }
}

/** The Pea's own folder; creates it if it does not exist. */
function openWorkspace({ workspace, directory, flow, pod, replicaId }: PeaSpec): string {
  const path = resolve(directory, workspace ?? join('.peaflow', flow, pod, String(replicaId)))
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
