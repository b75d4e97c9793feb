import type { Scenario } from '../contestants/scenario.ts'
import type { Measurement } from '../measure/load-generator.ts'
import { takeTurns } from '../measure/turns.ts'
import type { Settings } from '../question.ts'
import { type Driver, launchDriver } from './launch-driver.ts'

/** A contestant, and the scenario that it builds. */
export interface Entrant {
  /** The name in the table. */
  readonly name: string
  /** @defaultValue the name */
  readonly contestant?: string | undefined
  readonly scenario: Scenario
}

/** A load, by the number of requests in flight or, if all are sent at once, by how many. */
export type Task = { readonly inFlight: number } | { readonly batch: number }

/** Opens all entrants, measures them in turns at each task, and closes them. Returns the medians by task and by name. */
export async function takeMeasurements(
  entrants: readonly Entrant[],
  tasks: readonly Task[],
  settings: Settings,
): Promise<readonly ReadonlyMap<string, Measurement>[]> {
  const drivers: (readonly [string, Driver])[] = []
  try {
    for (const { name, contestant = name, scenario } of entrants) {
      drivers.push([name, await launchDriver({ contestant, scenario })])
    }
    const measurements: ReadonlyMap<string, Measurement>[] = []
    for (const task of tasks) {
      const turns = drivers.map(([name, driver]) => ({ name, measure: () => perform(driver, task, settings) }))
      // A load has a warm-up of its own.
      if ('batch' in task) await takeTurns(turns, settings.rounds)
      measurements.push(await takeTurns(turns, settings.rounds))
    }
    return measurements
  } finally {
    await Promise.all(drivers.map(([, driver]) => driver.close()))
  }
}

function perform(driver: Driver, task: Task, { duration, warmUp }: Settings): Promise<Measurement> {
  return 'batch' in task
    ? driver.finish({ requests: task.batch, inFlight: task.batch })
    : driver.measure({ inFlight: task.inFlight, duration, warmUp })
}
