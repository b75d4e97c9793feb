import type { OpenRequests } from '@peaflow/pea/internal'
import type { PeaMessage, WireError } from '@peaflow/protocol'
import { isSidePea } from '../plan/side.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import type { FailedRequests } from './failed-requests.ts'

type Broken = Extract<PeaMessage, { type: 'broken' }>

/**
 * What becomes of requests whose streamed answers end with a Pea: pieces are not sent again, so the gateway gives the request
 * again, unless a piece has been handed on.
 */
export class BrokenAnswers {
  readonly #supervisor: Pick<Supervisor, 'plan' | 'peas' | 'send'>
  readonly #failedRequests: Pick<FailedRequests, 'add'>
  #requests: Pick<OpenRequests, 'restart'> | undefined

  constructor(supervisor: Pick<Supervisor, 'plan' | 'peas' | 'send'>, failedRequests: Pick<FailedRequests, 'add'>) {
    this.#supervisor = supervisor
    this.#failedRequests = failedRequests
  }

  /** Sets the requests of the gateway. Call it once. */
  listen(requests: Pick<OpenRequests, 'restart'>): void {
    this.#requests = requests
  }

  /** Takes in that a Pea cannot send the rest of an answer. */
  add(broken: Broken): void {
    // The answer of the Flow goes on without its side branches.
    if (isSidePea(this.#supervisor.plan, broken.peer)) {
      this.#failedRequests.add(broken.request, diedMeanwhile(broken, this.#podOf(broken.peer)))
      return
    }
    const restarted = this.#requests?.restart(broken)
    if (restarted === undefined) return
    const message = { type: 'cancel', requests: [restarted.request], attempts: [restarted.attempt] } as const
    for (const pea of this.#supervisor.peas.values()) {
      if (pea.plan.role !== 'gateway') this.#supervisor.send(pea, message)
    }
  }

  #podOf(peer: string): string {
    return this.#supervisor.plan.peas.find(({ id }) => id === peer)?.pod ?? peer
  }
}

function diedMeanwhile({ peer, reason }: Broken, pod: string): WireError {
  return {
    code: 'REQUEST_PEA_DIED',
    message: `${peer} ended while pieces of this request were on their way to it: ${reason}`,
    hint: 'Pieces are not sent again; send the request again if the side branch has to have it',
    pod,
    pea: peer,
  }
}
