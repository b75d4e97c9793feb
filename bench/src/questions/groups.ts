import type { Scenario } from '../contestants/scenario.ts'
import { takeMeasurements } from '../drive/take-measurements.ts'
import type { Settings } from '../question.ts'
import type { Cell, Table } from '../table.ts'

const IN_FLIGHT = [1, 64, 512]

const CHAINS: readonly { readonly name: string; readonly scenario: Scenario }[] = [
  { name: 'three that pass', scenario: { shape: 'chain', payload: 1_024 } },
  { name: 'three executors', scenario: { shape: 'chain', payload: 1_024, uses: './executors/pass.js' } },
]

/** How much faster is a chain whose Pods share a Pea? */
export async function groups(settings: Settings): Promise<Table> {
  const rows: Cell[][] = []
  for (const chain of CHAINS) rows.push(...(await measureChain(chain, settings)))
  return {
    title: 'Groups: the chain of 1 KB requests, its Pods in one group and in a process each',
    columns: ['chain', 'in flight', 'Pods', 'requests/s', 'of the floor', 'p50 ms', 'p99 ms', 'CPU µs/request'],
    rows,
  }
}

async function measureChain({ name, scenario }: (typeof CHAINS)[number], settings: Settings): Promise<Cell[][]> {
  const entrants = [
    { name: 'separate', contestant: 'Peaflow', scenario },
    { name: 'in one group', contestant: 'Peaflow', scenario: { ...scenario, group: 'chain' } },
  ]
  const measurements = await takeMeasurements(
    entrants,
    IN_FLIGHT.map((inFlight) => ({ inFlight })),
    settings,
  )
  return measurements.flatMap((measurementOf, i) =>
    [...measurementOf].map(([pods, { perSecond, p50, p99, cpuPerRequest }]) => [
      name,
      IN_FLIGHT[i] ?? 0,
      pods,
      perSecond,
      perSecond / (measurementOf.get('separate')?.perSecond ?? Number.NaN),
      p50,
      p99,
      cpuPerRequest,
    ]),
  )
}
