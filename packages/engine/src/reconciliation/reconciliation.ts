import type { OpenRequest, OpenRequests } from '@peaflow/pea/internal'
import type { Holding } from '@peaflow/protocol'
import { defer } from '../async/deferred.ts'
import { waitFor } from '../async/wait-for.ts'
import { peaLayers } from '../plan/layers.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { answerCheck } from './can-answer.ts'

/** Milliseconds that a Pea has to answer. One that does not, because its executor blocks its thread, counts as holding nothing. */
const ANSWER_TIMEOUT = 1_000

interface Round {
  readonly number: number
  /** The answers that are waited for, by Pea. */
  readonly answers: Map<string, (holding: readonly Holding[]) => void>
}

/**
 * Finds out which requests were lost when Peas died, and has the gateway send them again. Two neighbouring Peas hold each
 * message of a request, so the death of one loses nothing, and no question is asked. But what its death has left with a single
 * holder, the next death may lose: if a request has been open since before an earlier death, the Peas are asked.
 *
 * They are asked layer by layer in the direction of the data, the gateway first, and each layer only once the one before it
 * has answered. So no message is missed, since a message moves downstream only: at the moment at which a Pea reports that it
 * does not hold a message, the message is either further up, where a Pea has reported it, or further down, where the Peas are
 * asked later, unless it is nowhere. A Pea reports a message that it sends until the next Pea has settled it, and that Pea
 * settles it only when the Pea after it has received what it became; so on its way, too, a message is always at a Pea that is
 * yet to report. A message that is reported twice does no harm. A Pea that dies meanwhile begins the round anew.
 */
export class Reconciliation {
  readonly #supervisor: Supervisor
  #requests: OpenRequests | undefined
  /** Requests below this number were open when a Pea died: a single Pea may hold them. */
  #exposedBelow = 0
  #round: Round = { number: 0, answers: new Map() }
  #isAsking = false

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor
  }

  /** Sets the requests of the gateway. Call it once. */
  listen(requests: OpenRequests): void {
    this.#requests = requests
  }

  /** A Pea has died. */
  onDeath(): void {
    const requests = this.#requests
    if (requests === undefined) return
    const isExposed = requests.hasBelow(this.#exposedBelow)
    this.#exposedBelow = requests.next
    if (isExposed || this.#isAsking) this.#begin(requests)
  }

  /** A Pea has answered. */
  onHolding(pea: string, { round, holding }: { readonly round: number; readonly holding: readonly Holding[] }): void {
    if (round === this.#round.number) this.#round.answers.get(pea)?.(holding)
  }

  /** As many Peas have died during a call for a request. */
  onTried(request: number, tries: number): void {
    this.#requests?.countTries(request, tries)
  }

  #begin(requests: OpenRequests): void {
    const round = { number: this.#round.number + 1, answers: new Map() }
    this.#round = round
    this.#isAsking = true
    // Peas that die together are heard of one after another.
    setImmediate(() => void this.#run(round, requests))
  }

  async #run(round: Round, requests: OpenRequests): Promise<void> {
    const open = requests.list()
    const reported = await this.#askAll(round, open)
    if (reported === undefined) return // another round has begun
    this.#isAsking = false
    const comes = answerCheck(this.#supervisor.plan, reported)
    const lost = open.filter((one) => !comes(one))
    if (lost.length > 0) requests.retry(lost)
  }

  /** What every Pea holds; `undefined` once another round has begun. */
  async #askAll(round: Round, open: readonly OpenRequest[]): Promise<Map<string, readonly Holding[]> | undefined> {
    const { plan } = this.#supervisor
    const gateway = plan.peas.filter(({ role }) => role === 'gateway').map(({ id }) => id)
    const reported = new Map<string, readonly Holding[]>()
    // What the gateway sends is asked first, what has arrived there last.
    for (const layer of [gateway, ...peaLayers(plan), gateway]) {
      const answers = layer.map(async (id) => {
        const before = reported.get(id) ?? []
        const holding = await this.#ask(round, id, open)
        reported.set(id, [...before.filter(({ at }) => at === 'link'), ...holding])
      })
      await Promise.all(answers)
      if (round !== this.#round) return undefined
    }
    return reported
  }

  /** A Pea that is not ready has nothing that its senders do not hold too. */
  async #ask(round: Round, id: string, open: readonly OpenRequest[]): Promise<readonly Holding[]> {
    const pea = this.#supervisor.peas.get(id)
    if (pea?.state.phase !== 'ready') return []
    const answer = defer<readonly Holding[]>()
    round.answers.set(id, answer.resolve)
    const requests = open.map(({ request }) => request)
    const attempts = open.map(({ attempt }) => attempt)
    this.#supervisor.send(pea, { type: 'reconcile', round: round.number, requests, attempts })
    const answered = await waitFor(answer.promise, { timeout: ANSWER_TIMEOUT })
    return answered?.value ?? []
  }
}
