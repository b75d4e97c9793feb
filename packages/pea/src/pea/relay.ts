import type { PeaSpec } from '@peaflow/core'
import type { PendingRequest } from '../join/pending-request.ts'
import type { DataPlane } from './data-plane.ts'
import { toWireError } from './failure.ts'
import type { Work } from './work.ts'

/** What a {@link Relay} merges for, and where the results go. */
export interface RelayOptions {
  readonly spec: PeaSpec
  readonly results: Pick<DataPlane['results'], 'send' | 'fail'>
}

type MergePayloads = (payloads: readonly Uint8Array[]) => Uint8Array

/** The work of a Pea without an executor: merges the messages of each request. */
export class Relay implements Work {
  readonly backlog = 0
  readonly running = 0
  readonly #options: RelayOptions
  #mergePayloads: MergePayloads | undefined

  constructor(options: RelayOptions) {
    this.#options = options
  }

  add(pending: PendingRequest): void {
    void this.#merge(pending)
  }

  cancel(): void {}

  sweep(): boolean {
    return false
  }

  async teardown(): Promise<void> {}

  async #merge(pending: PendingRequest): Promise<void> {
    const { spec, results } = this.#options
    try {
      // Imported on demand: loading the codec of documents would take longer than the rest of a start.
      this.#mergePayloads ??= (await import('../merge/merge-payloads.ts')).mergePayloads
      if (pending.state !== 'queued') return // it was cancelled meanwhile
      const payload = this.#mergePayloads(pending.payloads)
      pending.own(payload)
      results.send(pending, payload)
    } catch (error) {
      results.fail(pending, toWireError(spec, error))
    }
  }
}
