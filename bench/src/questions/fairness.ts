import type { Scenario } from '../contestants/scenario.ts'
import { type Entrant, takeMeasurements } from '../drive/take-measurements.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

const BY_HAND = 'zeromq.js by hand, fixed credit'
const FLOOR = 'by hand, credit 64'
const FAST = 5
const SLOW = 50
const WORK = [SLOW, FAST, FAST, FAST]
const ALONE = 'nobody hands anything over'
const SCENARIO: Scenario = { shape: 'replicas', payload: 1024 }
const IDEAL = WORK.reduce((sum, ms) => sum + 1000 / ms, 0)

/** How much is lost to a replica that is 10 times slower, and how much when none is? */
export async function fairness(settings: Settings): Promise<Table> {
  const passing = await takeMeasurements(entrantsOf({}), [{ inFlight: 64 }], settings)
  const alone: Entrant = { name: ALONE, scenario: { ...SCENARIO, work: WORK } }
  const working = await takeMeasurements(
    [alone, ...entrantsOf({ work: WORK })],
    [{ batch: settings.quick ? 20 : 600 }],
    settings,
  )
  const ground = passing[0]?.get(FLOOR)?.perSecond ?? Number.NaN
  const most = working[0]?.get(ALONE)?.perSecond ?? Number.NaN
  return {
    title: 'Fairness: four replicas; 600 requests at once with one of them 10 times slower, and 64 in flight that pass',
    columns: [
      'contestant',
      'one slow: requests/s',
      'of the ideal',
      'of what the four do alone',
      'p99 ms',
      'none slow: requests/s',
      'of the floor',
    ],
    rows: entrantsOf({}).map(({ name }) => {
      const { perSecond = Number.NaN, p99 = Number.NaN } = working[0]?.get(name) ?? {}
      const fast = passing[0]?.get(name)?.perSecond ?? Number.NaN
      return [name, perSecond, perSecond / IDEAL, perSecond / most, p99, fast, fast / ground]
    }),
    notes: [`The four alone: ${most.toFixed(0)} requests/s, ${(most / IDEAL).toFixed(3)} of the ideal.`],
  }
}

function entrantsOf(changes: Partial<Scenario>): Entrant[] {
  const scenario = { ...SCENARIO, ...changes }
  return [
    { name: 'by hand, credit 1', contestant: BY_HAND, scenario: { ...scenario, credit: 1 } },
    { name: FLOOR, contestant: BY_HAND, scenario: { ...scenario, credit: 64 } },
    { name: 'Peaflow', scenario },
  ]
}
