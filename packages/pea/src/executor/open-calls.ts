import type { FlowError } from '@peaflow/core'
import type { PieceReceiver } from './host.ts'

interface OpenCall<C> {
  readonly call: C
  /** Missing for a batch, whose answers are not streamed. */
  readonly pieces: PieceReceiver | undefined
  isAborted: boolean
  resolve(payloads: readonly Uint8Array[]): void
  reject(error: FlowError): void
}

/**
 * The calls that an executor outside of this thread has been sent and has not answered, each with what its host keeps of
 * it. Once the executor has ended, they never settle.
 */
export class OpenCalls<C> {
  readonly #calls = new Map<number, OpenCall<C>>()

  /** Whether a call runs on although it was aborted. */
  get hasAborted(): boolean {
    return [...this.#calls.values()].some(({ isAborted }) => isAborted)
  }

  /** The oldest open call; `undefined` if there is none. */
  get oldest(): number | undefined {
    return this.#calls.keys().next().value
  }

  /** Opens a call. Its promise settles by {@link resolve} or {@link reject}. */
  open(id: number, call: C, pieces?: PieceReceiver): Promise<readonly Uint8Array[]> {
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { call, pieces, isAborted: false, resolve, reject })
    })
  }

  /** What the host keeps of an open call. */
  get(id: number): C | undefined {
    return this.#calls.get(id)?.call
  }

  /** Notes that nobody needs a call any more. Returns whether it is open. */
  abort(id: number): boolean {
    const call = this.#calls.get(id)
    if (call !== undefined) call.isAborted = true
    return call !== undefined
  }

  /** The answer is streamed. Called once, before the first piece. */
  begin(id: number): void {
    this.#calls.get(id)?.pieces?.begin()
  }

  /** Hands on a piece that is not the last one. Resolves once the executor may make the next. */
  async take(id: number, payload: Uint8Array): Promise<void> {
    await this.#calls.get(id)?.pieces?.take(payload)
  }

  resolve(id: number, payloads: readonly Uint8Array[]): void {
    this.#end(id)?.resolve(payloads)
  }

  reject(id: number, error: FlowError): void {
    this.#end(id)?.reject(error)
  }

  #end(id: number): OpenCall<C> | undefined {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    return call
  }
}
