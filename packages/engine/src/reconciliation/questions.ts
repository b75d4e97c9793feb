import type { OpenRequest } from '@peaflow/pea/internal'
import type { Holding } from '@peaflow/protocol'
import { defer } from '../async/deferred.ts'
import { waitFor } from '../async/wait-for.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/** Milliseconds that a Pea has to answer. One whose executor blocks its thread cannot. */
const ANSWER_TIMEOUT = 1_000

interface Question {
  readonly pea: string
  readonly answer: (holding: readonly Holding[]) => void
}

/** Asks Peas what they hold of requests. Each question has a number, so that a late answer is not taken for another one. */
export class Questions {
  readonly #supervisor: Pick<Supervisor, 'peas' | 'send'>
  readonly #open = new Map<number, Question>()
  #next = 0

  constructor(supervisor: Pick<Supervisor, 'peas' | 'send'>) {
    this.#supervisor = supervisor
  }

  /**
   * What a Pea holds; `undefined` if it does not answer in time. A Pea that is not ready has nothing that its senders do not
   * hold too.
   */
  async ask(id: string, requests: readonly OpenRequest[]): Promise<readonly Holding[] | undefined> {
    const pea = this.#supervisor.peas.get(id)
    if (pea?.state.phase !== 'ready') return []
    const question = this.#next++
    const answer = defer<readonly Holding[]>()
    this.#open.set(question, { pea: id, answer: answer.resolve })
    const numbers = requests.map(({ request }) => request)
    const attempts = requests.map(({ attempt }) => attempt)
    this.#supervisor.send(pea, { type: 'reconcile', question, requests: numbers, attempts })
    const answered = await waitFor(answer.promise, { timeout: ANSWER_TIMEOUT })
    this.#open.delete(question)
    return answered?.value
  }

  /** A Pea has answered. */
  onHolding(pea: string, { question, holding }: { readonly question: number; readonly holding: readonly Holding[] }) {
    const asked = this.#open.get(question)
    if (asked?.pea === pea) asked.answer(holding)
  }
}
