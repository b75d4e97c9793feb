import type { Entrant } from '../drive/take-measurements.ts'
import { takeMeasurements } from '../drive/take-measurements.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

/** Milliseconds of each call, however many documents it has. */
const CALL = 10
const IN_FLIGHT = [1, 256]
const SIZES = [1, 32]
const FLOOR = 'batch: 1'

/** What does a Pod gain whose calls take the same time for one document and for many? */
export async function batches(settings: Settings): Promise<Table> {
  const entrants = [undefined, ...SIZES].map(
    (batch): Entrant => ({
      name: batch === undefined ? 'without batch' : `batch: ${batch}`,
      contestant: 'Peaflow',
      scenario: { shape: 'replicas', payload: 1024, work: [CALL], batch },
    }),
  )
  const measurements = await takeMeasurements(
    entrants,
    IN_FLIGHT.map((inFlight) => ({ inFlight })),
    settings,
  )
  return {
    title: `Batches: one Pod, whose calls take ${CALL} ms for any number of documents; 1 KB`,
    columns: [
      'in flight',
      'contestant',
      'requests/s',
      'of the floor',
      'of the ideal',
      'p50 ms',
      'of the floor',
      'p99 ms',
    ],
    rows: measurements.flatMap((measurementOf, index) => {
      const inFlight = IN_FLIGHT[index] ?? 0
      const floor = measurementOf.get(FLOOR)
      return entrants.map(({ name, scenario }) => {
        const { perSecond = Number.NaN, p50 = Number.NaN, p99 = Number.NaN } = measurementOf.get(name) ?? {}
        const ideal = (Math.min(scenario.batch ?? 1, inFlight) * 1_000) / CALL
        const ratio = perSecond / (floor?.perSecond ?? Number.NaN)
        return [inFlight, name, perSecond, ratio, perSecond / ideal, p50, p50 / (floor?.p50 ?? Number.NaN), p99]
      })
    }),
  }
}
