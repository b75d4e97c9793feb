import type { FlowError } from '@peaflow/core'
import type { CallObserver } from '../calls/call.ts'

/** The reason of each refusal, as a label. */
const REASONS: Readonly<Record<string, string>> = {
  REQUEST_QUEUE: 'queue',
  REQUEST_STOPPED: 'stopping',
  REQUEST_TIMEOUT: 'time',
}

/** Counts the calls that were not taken. */
export class Refusals implements CallObserver {
  readonly #counts = new Map<string, number>()

  refused(_endpoint: string, { code }: FlowError): void {
    const reason = Object.hasOwn(REASONS, code) ? (REASONS[code] as string) : 'other'
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1)
  }

  /** How many there were, by reason. */
  snapshot(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }
}
