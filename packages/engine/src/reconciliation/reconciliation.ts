import type { OpenRequest, OpenRequests } from '@peaflow/pea/internal'
import type { Holding, PeaMessage } from '@peaflow/protocol'
import { peaLayers } from '../plan/layers.ts'
import { isSidePea } from '../plan/side.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { answerCheck } from './can-answer.ts'
import { describeHolder } from './holders.ts'
import { Questions } from './questions.ts'

/** A Pea has died during a call for a request. */
export type Tried = Pick<Extract<PeaMessage, { type: 'tried' }>, 'request' | 'tries' | 'peer' | 'reason'>

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
  readonly #questions: Questions
  #requests: OpenRequests | undefined
  /** Requests below this number were open when a Pea died: a single Pea may hold them. */
  #exposedBelow = 0
  /** Counts the rounds of questions. */
  #round = 0
  #isAsking = false

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor
    this.#questions = new Questions(supervisor)
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
    if (!isExposed && !this.#isAsking) return
    this.#isAsking = true
    const round = ++this.#round
    // Peas that die together are heard of one after another.
    setImmediate(() => void this.#run(round, requests))
  }

  /** A Pea has answered. */
  onHolding(pea: string, answer: { readonly question: number; readonly holding: readonly Holding[] }): void {
    this.#questions.onHolding(pea, answer)
  }

  /** As many Peas have died during a call for a request. */
  onTried({ request, tries, peer, reason }: Tried): void {
    // A Pea on a side branch does not work for the answer.
    const isOnSide = isSidePea(this.#supervisor.plan, peer)
    this.#requests?.countTries(request, tries, isOnSide ? undefined : { peer, reason })
  }

  /** Says of requests that are out of time, and that no Pea has reported, where they are. */
  async locate(late: readonly OpenRequest[]): Promise<(request: number) => string> {
    const { plan } = this.#supervisor
    const reported = new Map<string, readonly Holding[] | undefined>()
    await Promise.all(plan.peas.map(async ({ id }) => void reported.set(id, await this.#questions.ask(id, late))))
    return (request) => describeHolder(plan, reported, request)
  }

  async #run(round: number, requests: OpenRequests): Promise<void> {
    const open = requests.list()
    const reported = await this.#askAll(round, open)
    if (reported === undefined) return // another round has begun
    this.#isAsking = false
    const comes = answerCheck(this.#supervisor.plan, reported)
    const lost = open.filter((one) => !comes(one))
    if (lost.length > 0) requests.retry(lost)
  }

  /** What every Pea holds; `undefined` once another round has begun. */
  async #askAll(round: number, open: readonly OpenRequest[]): Promise<Map<string, readonly Holding[]> | undefined> {
    const { plan } = this.#supervisor
    const gateway = plan.peas.filter(({ role }) => role === 'gateway').map(({ id }) => id)
    const reported = new Map<string, readonly Holding[]>()
    // What the gateway sends is asked first, what has arrived there last.
    for (const layer of [gateway, ...peaLayers(plan), gateway]) {
      if (round !== this.#round) return undefined
      const answers = layer.map(async (id) => {
        const holding = (await this.#questions.ask(id, open)) ?? []
        const sent = (reported.get(id) ?? []).filter(({ at }) => at === 'link')
        reported.set(id, [...sent, ...holding])
      })
      await Promise.all(answers)
    }
    return round === this.#round ? reported : undefined
  }
}
