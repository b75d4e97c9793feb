import type { Entrant } from '../drive/take-measurements.ts'
import { takeMeasurements } from '../drive/take-measurements.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

const ECHO = 'node:http echo'
const BY_HAND = 'node:http and zeromq.js by hand'
const SERVED = 'Peaflow, served'
const CALLED = 'Peaflow, called in its process'

const CONNECTIONS = [1, 64]

/** What does HTTP add to a Flow, and is it as fast as a server by hand? */
export async function http(settings: Settings): Promise<Table> {
  const entrants = [ECHO, BY_HAND, SERVED, CALLED].map(
    (name): Entrant => ({ name, scenario: { shape: 'single', payload: 0 } }),
  )
  const measurements = await takeMeasurements(
    entrants,
    CONNECTIONS.map((inFlight) => ({ inFlight })),
    settings,
  )
  return {
    title: 'HTTP: a small JSON through a server and one worker process, which pass it on',
    columns: [
      'connections',
      'contestant',
      'requests/s',
      'of by hand',
      'p50 ms',
      'p99 ms',
      'CPU µs/request',
      'of echo + Flow',
    ],
    rows: measurements.flatMap((measurementOf, i) => {
      const of = (name: string) => measurementOf.get(name)
      const byHand = of(BY_HAND)?.perSecond ?? Number.NaN
      const sum = (of(ECHO)?.cpuPerRequest ?? Number.NaN) + (of(CALLED)?.cpuPerRequest ?? Number.NaN)
      return [...measurementOf].map(([name, { perSecond, p50, p99, cpuPerRequest }]) => [
        CONNECTIONS[i] ?? 0,
        name,
        perSecond,
        perSecond / byHand,
        p50,
        p99,
        cpuPerRequest,
        cpuPerRequest / sum,
      ])
    }),
    notes: [
      `CPU is that of the server and its workers, without the client. "echo + Flow" is that of "${ECHO}" and of "${CALLED}" together.`,
    ],
  }
}
