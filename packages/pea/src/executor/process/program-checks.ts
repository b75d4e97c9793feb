import type { FlowError } from '@peaflow/core'
import { mergeDecoded } from '../../merge/merge-payloads.ts'
import { decodeBatch } from '../batch.ts'
import type { ExecutorBatch, ExecutorCall } from '../host.ts'
import { compileChecks } from '../schemas/compile.ts'
import { type Description, describeEndpoints } from '../schemas/describe.ts'
import { type CheckedRequest, checkRequest, type RequestChecks } from '../schemas/request-check.ts'
import { readSchemas } from './set-up.ts'

/** Checks the requests of a program by the JSON Schemas that it sent. They change nothing, so what was checked is sent as it is. */
export class ProgramChecks {
  #names: ReadonlySet<string> = new Set()
  #checks: ReadonlyMap<string, RequestChecks> = new Map()
  /** Why calls were aborted while they were checked. */
  readonly #aborted = new Map<number, FlowError | undefined>()

  /**
   * Takes what a program says of its endpoints, and describes them.
   *
   * @throws FlowError `LAUNCH_EXECUTOR_SCHEMA` if a schema cannot be used.
   */
  async take(endpoints: Readonly<Record<string, unknown>>): Promise<Description> {
    const names = Object.keys(endpoints)
    const schemas = readSchemas(endpoints)
    this.#checks = await compileChecks(schemas)
    this.#names = new Set(names)
    return describeEndpoints(names, schemas)
  }

  /** Whether requests to an endpoint are checked. */
  has(endpoint: string): boolean {
    return this.#checksOf(endpoint) !== undefined
  }

  /** @throws FlowError `REQUEST_SCHEMA` if the request does not fit, or why it was aborted meanwhile. */
  async check(call: ExecutorCall): Promise<void> {
    await this.#check(call, () => mergeDecoded(call.payloads))
  }

  /** As {@link check}, for the requests of a batch together. */
  async checkBatch(batch: ExecutorBatch): Promise<void> {
    await this.#check(batch, () => decodeBatch(batch.payloads))
  }

  /** Notes that nobody needs a call any more, if it is being checked. */
  abort(id: number, reason: FlowError): void {
    if (this.#aborted.has(id)) this.#aborted.set(id, reason)
  }

  async #check({ id, endpoint }: Pick<ExecutorCall, 'id' | 'endpoint'>, read: () => CheckedRequest): Promise<void> {
    const checks = this.#checksOf(endpoint)
    if (checks === undefined) return
    this.#aborted.set(id, undefined)
    try {
      await checkRequest(checks, read())
      const reason = this.#aborted.get(id)
      if (reason !== undefined) throw reason
    } finally {
      this.#aborted.delete(id)
    }
  }

  #checksOf(endpoint: string): RequestChecks | undefined {
    return this.#checks.get(this.#names.has(endpoint) ? endpoint : 'default')
  }
}
