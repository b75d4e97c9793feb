import { children } from '../system.ts'
import type { Fault, Target } from './fault.ts'

/** Kills one Pea. */
export const killOne: Fault = (target) => kill(target, 1)

/** Kills two or three Peas at once. */
export const killSome: Fault = (target) => kill(target, target.random.whole(2, 3))

/** Kills every Pea at once. */
export const killAll: Fault = (target) => kill(target, Number.POSITIVE_INFINITY)

function kill({ random, note }: Target, count: number): void {
  for (const pid of random.sample(children(), count)) {
    process.kill(pid, 'SIGKILL')
    note('kill')
  }
}
