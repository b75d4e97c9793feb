import { Queue } from '@peaflow/protocol'
import type { FlowResult } from './result.ts'
import type { Results } from './results.ts'

/** A result that waits to be read. */
interface QueuedResult {
  readonly result: FlowResult
  readonly onRead: (() => void) | undefined
}

/** Whether nothing more comes of the request of a result. */
export function endsRequest({ piece, error }: FlowResult): boolean {
  return piece === undefined || piece.last || error !== undefined
}

/** Pieces of answers in order of arrival. */
export class PiecesAsReceived implements Results {
  readonly #results = new Queue<QueuedResult>()

  add(result: FlowResult, onRead?: () => void): void {
    this.#results.push({ result, onRead })
  }

  take(): FlowResult | undefined {
    return read(this.#results.shift())
  }

  drop(index: number): void {
    this.#results.extract(({ result }) => result.index === index)
  }
}

/** Pieces of answers in the order of their requests: those of one request follow the last one of the request before it. */
export class PiecesInOrder implements Results {
  readonly #results = new Map<number, Queue<QueuedResult>>()
  #next = 0

  add(result: FlowResult, onRead?: () => void): void {
    const queue = this.#results.get(result.index) ?? new Queue<QueuedResult>()
    this.#results.set(result.index, queue)
    queue.push({ result, onRead })
  }

  take(): FlowResult | undefined {
    const result = read(this.#results.get(this.#next)?.shift())
    if (result !== undefined && endsRequest(result)) {
      this.#results.delete(this.#next)
      this.#next += 1
    }
    return result
  }

  drop(index: number): void {
    this.#results.delete(index)
  }
}

function read(queued: QueuedResult | undefined): FlowResult | undefined {
  queued?.onRead?.()
  return queued?.result
}
