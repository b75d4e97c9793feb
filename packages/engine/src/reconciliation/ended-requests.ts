import type { PeaPlan } from '@peaflow/core'
import type { OpenRequests } from '@peaflow/pea/internal'
import type { FlowMessage } from '@peaflow/protocol'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/** Milliseconds between two reports of which requests are open, as long as one is that was open when a Pea died. */
const INTERVAL = 100

/**
 * Tells Peas that join messages which requests have ended. A Pea that is started again has forgotten which it has passed
 * on, and its senders repeat what it has not settled with them: it may have settled a request with one of them and not
 * with the other. It also does not know what was cancelled before. It would wait for messages that no Pea sends.
 *
 * So such a Pea is told before it is sent its sockets, and after it has connected again. What is open when a Pea dies is
 * reported until it has ended. Side branches are not told: they work on after the answer.
 */
export class EndedRequests {
  readonly #supervisor: Pick<Supervisor, 'peas' | 'send'>
  #requests: OpenRequests | undefined
  /** Requests below this number may have been open when a Pea died. */
  #exposedBelow = 0
  #timer: NodeJS.Timeout | undefined

  constructor(supervisor: Pick<Supervisor, 'peas' | 'send'>) {
    this.#supervisor = supervisor
  }

  /** Sets the requests of the gateway. Call it once. */
  listen(requests: OpenRequests): void {
    this.#requests = requests
  }

  /** A Pea has died. */
  onDeath(): void {
    if (this.#requests === undefined) return
    this.#exposedBelow = this.#requests.next
    this.#timer ??= setTimeout(() => this.#report(), INTERVAL).unref()
  }

  /** Tells a Pea, if it joins messages. */
  send(pea: SupervisedPea): void {
    const message = this.#message()
    if (message !== undefined && joins(pea.plan)) this.#supervisor.send(pea, message)
  }

  #report(): void {
    this.#timer = undefined
    for (const pea of this.#supervisor.peas.values()) this.send(pea)
    if (this.#requests?.hasBelow(this.#exposedBelow)) this.#timer = setTimeout(() => this.#report(), INTERVAL).unref()
  }

  #message(): FlowMessage | undefined {
    if (this.#requests === undefined || this.#requests.next === 0) return undefined
    return { type: 'open', below: this.#requests.next, requests: this.#requests.numbers() }
  }
}

/** Whether a Pea that works for the answer may have to wait for a second message of a request. */
function joins({ role, replicas, side, inputs }: PeaPlan): boolean {
  const isOneOfSeveral = role === 'replica' && replicas > 1
  return role !== 'gateway' && !side && !isOneOfSeveral && inputs.flatMap(({ peers }) => peers).length > 1
}
