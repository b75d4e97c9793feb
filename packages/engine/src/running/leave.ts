import { isJoined } from '@peaflow/core'
import { Question } from '../async/question.ts'
import { waitFor } from '../async/wait-for.ts'
import { sendersOf } from '../plan/neighbours.ts'
import { exitOf, isOut, isRunning, type Leave } from '../supervise/state.ts'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { drainPea } from './drain.ts'

/** Milliseconds that a leaving Pea has beyond the time limit of a request. */
const LEAVE_MARGIN = 5_000

/** A Pea that is to leave, and what ends the wait for it. */
export interface LeaveOptions {
  readonly supervisor: Supervisor
  readonly pea: SupervisedPea
  readonly leaves: Leave
  readonly signal: AbortSignal
}

/**
 * Tells the senders of a Pea that it leaves, and waits until it holds no request: its senders have nothing unsettled
 * there, and its receivers have settled what it made of that. If it dies meanwhile, its senders give what it held to
 * others, or to its next life, which goes on with what is new. Returns `false` if it still holds requests when the signal
 * aborts, or after the time limit of a request.
 */
export async function leave({ supervisor, pea, leaves, signal }: LeaveOptions): Promise<boolean> {
  const { state, process } = pea
  pea.apply({ type: 'leave', leaves })
  const idle = askSenders(supervisor, pea).then(async () => {
    if (pea.state.incarnation === state.incarnation && pea.state.phase === 'ready') await drainPea(supervisor, pea.id)
  })
  const left = process === undefined ? idle : Promise.race([idle, process.over.promise])
  const timeout = Math.min(supervisor.plan.options.timeoutRequest + LEAVE_MARGIN, MAX_TIMEOUT)
  return (await waitFor(left, { signal, timeout })) !== undefined
}

/** The longest that a timer of Node waits, in milliseconds. */
const MAX_TIMEOUT = 2 ** 31 - 1

/**
 * A Pea was asked to end by something other than its Flow: it is told to stop once it holds no request. One that joins
 * stops as it is, since it would wait for messages that its senders keep: they give again what it had not completed.
 */
export async function leaveByItself(supervisor: Supervisor, pea: SupervisedPea): Promise<void> {
  const { phase, isStopping, leaves, isAwaited, incarnation, plan } = pea.state
  const { process } = pea
  if (process !== undefined && phase === 'ready' && !isStopping && plan.expects === 1) {
    // It may ask again, and waits for this answer each time.
    supervisor.send(pea, { type: 'leaving', peer: pea.id, incarnation })
    if (process.isLeaving) return
    process.isLeaving = true
    const byDefault = isJoined(plan) && !isAwaited ? 'for-good' : 'to-return'
    await leave({ supervisor, pea, leaves: leaves ?? byDefault, signal: new AbortController().signal })
    process.isLeaving = false
  }
  // What is sent to a Pea that has ended would reach whichever life has its id now.
  const isStillThere = pea.state.incarnation === incarnation && exitOf(pea.state) === undefined
  if (isStillThere) supervisor.send(pea, { type: 'stop' })
}

/** Resolves when no sender of a Pea has anything unsettled there. It was told, or will be when it is wired. */
async function askSenders(supervisor: Supervisor, pea: SupervisedPea): Promise<void> {
  const senders = sendersOf(supervisor.plan, pea.id).flatMap((id) => supervisor.peas.get(id) ?? [])
  const able = senders.filter(({ state }) => !isOut(state) && isRunning(pea.state))
  await Promise.all(
    able.map((sender) => {
      const question = sender.leavings.get(pea.id) ?? new Question<void>()
      sender.leavings.set(pea.id, question)
      return question.ask()
    }),
  )
}
