import type { Scenario } from '../contestants/scenario.ts'
import { takeTurns } from '../measure/turns.ts'
import type { Pace } from '../measure/window.ts'
import type { Settings } from '../question.ts'
import { type Driver, launchDriver } from './launch-driver.ts'

/** One who takes part: a contestant, and what it is to build. */
export interface Entrant {
  /** The name in the table. */
  readonly name: string
  /** @defaultValue the name */
  readonly contestant?: string | undefined
  readonly scenario: Scenario
}

/** A load, by the number of requests in flight or, if all are sent at once, by how many. */
export type Task = { readonly inFlight: number } | { readonly batch: number }

/** Opens all entrants, has them take turns at each task, closes them: the medians, by task and by name. */
export async function measurePaces(
  entrants: readonly Entrant[],
  tasks: readonly Task[],
  settings: Settings,
): Promise<readonly ReadonlyMap<string, Pace>[]> {
  const drivers: (readonly [string, Driver])[] = []
  try {
    for (const { name, contestant = name, scenario } of entrants) {
      drivers.push([name, await launchDriver({ contestant, scenario })])
    }
    const paces: ReadonlyMap<string, Pace>[] = []
    for (const task of tasks) {
      const turns = drivers.map(([name, driver]) => ({ name, measure: () => perform(driver, task, settings) }))
      // A load has a warm-up of its own.
      if ('batch' in task) await takeTurns(turns, settings.rounds)
      paces.push(await takeTurns(turns, settings.rounds))
    }
    return paces
  } finally {
    await Promise.all(drivers.map(([, driver]) => driver.close()))
  }
}

function perform(driver: Driver, task: Task, { duration, warmUp }: Settings): Promise<Pace> {
  return 'batch' in task
    ? driver.finish({ requests: task.batch, inFlight: task.batch })
    : driver.measure({ inFlight: task.inFlight, duration, warmUp })
}
