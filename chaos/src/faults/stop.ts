import { setTimeout as delay } from 'node:timers/promises'
import { children } from '../system.ts'
import type { Fault, Target } from './fault.ts'

/** Stops one Pea for up to a second. */
export const pause: Fault = async (target) => {
  const pid = stopOne(target)
  await delay(target.random.whole(10, 1_000))
  if (pid !== undefined) resume(pid)
}

/** Stops one Pea for good, until the Flow replaces it. */
export const freeze: Fault = (target) => {
  stopOne(target)
}

function stopOne({ random, note }: Target): number | undefined {
  const [pid] = random.sample(children(), 1)
  if (pid === undefined) return undefined
  process.kill(pid, 'SIGSTOP')
  note('stop')
  return pid
}

function resume(pid: number): void {
  // Another fault may have killed it, and a new process has its number only after many thousand others.
  if (children().includes(pid)) process.kill(pid, 'SIGCONT')
}
