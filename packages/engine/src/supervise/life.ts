import { FlowError, type PeaExit, type PeaHandle } from '@peaflow/core'
import { within } from '../async/deferred.ts'
import { awaitPea } from '../external/check.ts'
import { launchPea, toSpec } from '../launch/launch-pea.ts'
import type { Settings } from '../launch/settings.ts'
import { watchReadyLimit } from './ready-limit.ts'
import { takeRestart } from './restart-policy.ts'
import { diedStarting, notReady } from './start-error.ts'
import type { Member } from './supervised-pea.ts'

/** What the life of a Pea means to the rest of its Flow. */
export interface LifeEvents {
  /** It runs; what it reports can be understood. */
  onLaunched(member: Member): void
  onExited(member: Member, exit: PeaExit): void
  /** It ended by itself; `isFinal` if it is not started again. */
  onGone(member: Member, isFinal: boolean): void
  readyLimit(member: Member): number
}

/** Milliseconds that the last words of a Pea may take after its end. */
const LAST_WORDS = 100

/** Launches a Pea, and again whenever it ends by itself, until it is asked to end or its restarts are spent. */
export async function live(member: Member, settings: Settings, events: LifeEvents): Promise<void> {
  for (;;) {
    member.begin()
    const { exit, error } = await runOnce(member, settings, events)
    member.end(exit)
    events.onExited(member, exit)
    if (member.isLeaving) return member.fail(hasLeft(member))
    if (!member.wasReady) return member.fail(error ?? (await whyNotReady(member, exit)))
    const isMoved = member.verdict === 'moved'
    const restarts = isMoved ? member.restarts : takeRestart(member.plan.restart, member.restarts, performance.now())
    member.restarts = restarts ?? member.restarts
    if (restarts === undefined) member.phase = 'lost'
    events.onGone(member, restarts === undefined)
    if (restarts !== undefined) continue
    member.fail(hasLeft(member))
    if (!(await comesBack(member, settings))) return
    member.wasLost = true
    member.restarts = []
  }
}

interface Run {
  readonly exit: PeaExit
  /** Why it could not be launched. */
  readonly error?: Error
}

async function runOnce(member: Member, settings: Settings, events: LifeEvents): Promise<Run> {
  member.stopWatch = watchReadyLimit(
    () => events.readyLimit(member),
    () => putDown(member, 'late'),
  )
  try {
    const handle = await launchMember(member, settings)
    member.handle = handle
    member.phase = 'starting'
    events.onLaunched(member)
    return { exit: await handle.exited }
  } catch (error) {
    const { message } = error as Error
    return { exit: { code: null, signal: null, reason: message, lastLines: [] }, error: error as Error }
  } finally {
    member.stopWatch()
  }
}

function launchMember(member: Member, settings: Settings): Promise<PeaHandle> {
  const { id: pea, plan, incarnation, ending } = member
  return launchPea(toSpec(plan, incarnation, settings), settings, {
    signal: ending.signal,
    onLog: (line) => settings.onLog({ ...line, pea }),
    onProgress: (message) => {
      // What takes long on its way to a process, such as the pull of an image, takes no time from getting ready.
      member.readyBy = performance.now() + plan.timeoutReady
      settings.onEvent({ type: 'pea-progress', pea, message })
    },
  })
}

/** Ends an incarnation that will not get anywhere. */
export function putDown(member: Member, verdict: NonNullable<Member['verdict']>): void {
  member.verdict = verdict
  member.ending.abort()
}

/** Waits until an external Pea that was given up answers again: its machine was away, or somebody started it anew. */
async function comesBack(member: Member, settings: Settings): Promise<boolean> {
  const { plan, incarnation } = member
  if (plan.external !== true || plan.restart.policy === 'never') return false
  member.ending = new AbortController()
  return await awaitPea(toSpec(plan, incarnation, settings), member.ending.signal)
}

async function whyNotReady(member: Member, exit: PeaExit): Promise<Error> {
  if (member.verdict === 'late') return notReady([member])
  if (member.fatal === undefined) await within(member.lastWords.promise, LAST_WORDS)
  return diedStarting(member, exit)
}

function hasLeft({ id }: Member): FlowError {
  return new FlowError('LAUNCH_PEA_ENDED', `"${id}" has ended`)
}
