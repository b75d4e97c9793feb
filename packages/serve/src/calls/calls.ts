import type { FlowResult } from '@peaflow/engine'
import { Admission, type AdmissionOptions } from './admission.ts'
import type { Call, CallObserver } from './call.ts'
import { resultsOf } from './results.ts'
import { RunningCall } from './running-call.ts'

/** What calls are made of. */
export interface CallsOptions extends AdmissionOptions {
  readonly observers: readonly CallObserver[]
  /** The call as it is sent through the Flow, such as with a trace context of its own. Observers see the one that came. */
  toSent?(call: Call): Call
}

/** The one way from a client to a Flow: HTTP, WebSocket and gRPC all pass here, to be admitted, sent and observed. */
export class Calls {
  readonly #options: CallsOptions
  readonly #admission: Admission

  constructor(options: CallsOptions) {
    this.#options = options
    this.#admission = new Admission(options)
  }

  /**
   * Says whether one more call is taken. To be asked once for each, before its body is read.
   *
   * @param timeout - the milliseconds that the client gives it; by default, what the Flow gives a request
   *
   * @throws FlowError `REQUEST_QUEUE` or `REQUEST_STOPPED` if it is not.
   */
  admit(endpoint: string, timeout?: number): void {
    this.#admission.arrive()
    this.#check(endpoint, timeout)
  }

  /** The whole seconds after which a call that was not taken may be repeated: its `Retry-After`. */
  retryAfter(): number {
    return this.#admission.retryAfter()
  }

  /**
   * Sends the documents of a call through the Flow. Its results come in order.
   *
   * @throws FlowError `REQUEST_QUEUE` or `REQUEST_STOPPED` if it is no longer taken, and what the Flow throws at once.
   */
  run(call: Call): AsyncIterableIterator<FlowResult, undefined> {
    this.#check(call.endpoint, call.timeout)
    const { running, toSent, observers } = this.#options
    const begin = () => resultsOf(running, toSent?.(call) ?? call)
    return new RunningCall(begin, { call, admission: this.#admission, observers })
  }

  #check(endpoint: string, timeout: number | undefined): void {
    const refusal = this.#admission.refusalOf(timeout)
    if (refusal === undefined) return
    for (const observer of this.#options.observers) observer.refused?.(endpoint, refusal)
    throw refusal
  }
}
