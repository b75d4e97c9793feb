import { spawnSync } from 'node:child_process'
import type { Scenario } from '../contestants/scenario.ts'
import { type Entrant, takeMeasurements } from '../drive/take-measurements.ts'
import type { Settings } from '../question.ts'
import type { Cell, Table } from '../table.ts'

const IN_FLIGHT = [1, 8]
const FLOOR = 'JavaScript'
const MB = 1_000_000

/** What each request carries. */
const REQUESTS: readonly { readonly name: string; readonly scenario: Scenario }[] = [
  { name: 'one of 1 KB', scenario: { shape: 'single', payload: 1_024 } },
  { name: '100 of 100 bytes', scenario: { shape: 'single', payload: 100, documents: 100 } },
  { name: 'an embedding of 1 MB', scenario: { shape: 'single', payload: 1_048_576, field: 'embedding' } },
]

const EXECUTORS: readonly (Pick<Scenario, 'uses'> & { readonly name: string })[] = [
  { name: FLOOR, uses: './executors/pass.js' },
  { name: 'Python', uses: './executors/passing.py' },
]

/** What does an executor in another language cost? */
export async function languages(settings: Settings): Promise<Table> {
  const rows: Cell[][] = []
  for (const request of REQUESTS) rows.push(...(await measureRequest(request, settings)))
  return {
    title: 'Languages: one Pod, whose executor hands on what it gets',
    columns: [
      'documents of a request',
      'in flight',
      'executor',
      'requests/s',
      'of the floor',
      'MB/s',
      'p50 ms',
      'more than the floor, ms',
      'p99 ms',
      'CPU µs/request',
    ],
    rows,
    notes: [pythonHere()],
  }
}

async function measureRequest({ name, scenario }: (typeof REQUESTS)[number], settings: Settings): Promise<Cell[][]> {
  const entrants = EXECUTORS.map(
    (executor): Entrant => ({
      name: executor.name,
      contestant: 'Peaflow',
      scenario: { ...scenario, uses: executor.uses },
    }),
  )
  const tasks = IN_FLIGHT.map((inFlight) => ({ inFlight }))
  const measurements = await takeMeasurements(entrants, tasks, settings)
  const megabytes = (scenario.payload * (scenario.documents ?? 1)) / MB
  return measurements.flatMap((measurementOf, i) => {
    const floor = measurementOf.get(FLOOR)
    return [...measurementOf].map(([executor, { perSecond, p50, p99, cpuPerRequest }]) => [
      name,
      IN_FLIGHT[i] ?? 0,
      executor,
      perSecond,
      perSecond / (floor?.perSecond ?? Number.NaN),
      perSecond * megabytes,
      p50,
      p50 - (floor?.p50 ?? Number.NaN),
      p99,
      cpuPerRequest,
    ])
  })
}

/** Which Python took part, and what makes it faster. */
function pythonHere(): string {
  const script = [
    'import importlib.util as u, platform',
    'have = lambda name: name if u.find_spec(name) else "no " + name',
    'print("Python", platform.python_version() + ",", have("msgpack") + ",", have("numpy"))',
  ].join('\n')
  return `${spawnSync('python3', ['-c', script], { encoding: 'utf8' }).stdout.trim()}.`
}
