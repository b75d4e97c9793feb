import { FlowError } from '@peaflow/core'
import type { ExecutorBatch, ExecutorCall, ExecutorHost, PieceReceiver } from '../executor/host.ts'

/** An executor that stays loaded from one Flow to the next. Each service for a Flow gets a host that ends with it. */
export class RetainedExecutor {
  readonly #host: ExecutorHost
  #loaded: Promise<void> | undefined
  /** Numbers calls over all services: one that was aborted may still run when the next Flow calls. */
  #calls = 0
  /** The hosts of the services that have not ended. */
  readonly #serving = new Set<ServiceHost>()
  /** Why it can serve no longer. */
  #reason: FlowError | undefined

  constructor(host: ExecutorHost) {
    this.#host = host
    // Once, and not for each service: this promise may never settle, and would keep all of them in memory.
    void host.died.then((reason) => this.#onDied(reason))
  }

  /** A host for one service. */
  serve(): ServiceHost {
    const service = new ServiceHost(this.#host, {
      load: () => {
        this.#loaded ??= this.#host.setup()
        return this.#loaded
      },
      nextId: () => this.#calls++,
      leave: () => void this.#serving.delete(service),
    })
    this.#serving.add(service)
    if (this.#reason !== undefined) service.fail(this.#reason)
    return service
  }

  async teardown(): Promise<void> {
    await this.#host.teardown()
  }

  #onDied(reason: FlowError): void {
    this.#reason = reason
    for (const service of this.#serving) service.fail(reason)
  }
}

interface Retained {
  load(): Promise<void>
  nextId(): number
  /** The service has ended: it is told nothing more. */
  leave(): void
}

/** The host of one service: what it tears down are its own calls. */
export class ServiceHost implements ExecutorHost {
  readonly died: Promise<FlowError>
  #die: (reason: FlowError) => void = () => undefined
  readonly #host: ExecutorHost
  readonly #retained: Retained
  /** The calls that run: the number that the retained host knows each by, by that of the Pea. */
  readonly #running = new Map<number, number>()

  constructor(host: ExecutorHost, retained: Retained) {
    this.#host = host
    this.#retained = retained
    this.died = new Promise((resolve) => {
      this.#die = resolve
    })
  }

  /** The retained host can serve no longer. */
  fail(reason: FlowError): void {
    this.#die(reason)
  }

  get transfersResults(): boolean {
    return this.#host.transfersResults === true
  }

  get endpoints(): ExecutorHost['endpoints'] {
    return this.#host.endpoints
  }

  setup(): Promise<void> {
    return this.#retained.load()
  }

  call(call: ExecutorCall, pieces: PieceReceiver): Promise<Uint8Array> {
    return this.#track(call.id, (id) => this.#host.call({ ...call, id }, pieces))
  }

  callBatch(batch: ExecutorBatch): Promise<readonly Uint8Array[]> {
    return this.#track(batch.id, (id) => this.#host.callBatch({ ...batch, id }))
  }

  abort(id: number, reason: FlowError): void {
    const retained = this.#running.get(id)
    if (retained !== undefined) this.#host.abort(retained, reason)
  }

  async teardown(): Promise<void> {
    this.#retained.leave()
    const leaving = new FlowError('REQUEST_CANCELLED', 'the Pea is leaving its Flow')
    for (const id of this.#running.keys()) this.abort(id, leaving)
  }

  async #track<T>(id: number, call: (retained: number) => Promise<T>): Promise<T> {
    const retained = this.#retained.nextId()
    this.#running.set(id, retained)
    try {
      return await call(retained)
    } finally {
      this.#running.delete(id)
    }
  }
}
