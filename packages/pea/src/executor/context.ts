import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type ExecutorContext, type ExecutorLog, FlowError, type PeaSpec } from '@peaflow/core'

/** What holds for every call of a Pea. */
export interface Surroundings {
  readonly spec: PeaSpec
  readonly log: ExecutorLog
}

/** What an executor is told at one call. Making it costs little: the rarer members are made when they are asked for. */
export class CallContext implements ExecutorContext {
  readonly log: ExecutorLog
  readonly with: Readonly<Record<string, unknown>>
  readonly parameters: Readonly<Record<string, unknown>>
  readonly replicaId: number
  readonly replicas: number
  readonly #spec: PeaSpec
  #controller: AbortController | undefined
  #reason: FlowError | undefined

  constructor({ spec, log }: Surroundings, parameters: Readonly<Record<string, unknown>>) {
    this.log = log
    this.with = spec.with
    this.parameters = parameters
    this.replicaId = spec.replicaId
    this.replicas = spec.replicas
    this.#spec = spec
  }

  get workspace(): string {
    return openWorkspace(this.#spec)
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#reason !== undefined) this.#controller.abort(this.#reason)
    return this.#controller.signal
  }

  /** Aborts `signal`, for whoever has it already, or asks for it later. */
  abort(reason: FlowError): void {
    this.#reason ??= reason
    this.#controller?.abort(this.#reason)
  }
}

/** The Pea's folder, which exists from now on. */
function openWorkspace({ workspace, directory, flow, pod, replicaId }: PeaSpec): string {
  const path = resolve(directory, workspace ?? join('.peaflow', flow, pod, String(replicaId)))
  try {
    mkdirSync(path, { recursive: true })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new FlowError('LAUNCH_WORKSPACE', `the workspace ${path} cannot be made: ${why}`, {
      hint: 'workspace says where it is',
      cause,
    })
  }
  return path
}
