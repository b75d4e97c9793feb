import type { Scenario } from '../contestants/scenario.ts'
import { takeMeasurements } from '../drive/take-measurements.ts'
import type { Settings } from '../question.ts'
import type { Cell, Table } from '../table.ts'

interface Case {
  readonly name: string
  readonly floor: string
  readonly scenario: Scenario
  readonly inFlight: number
}

const BY_HAND = 'zeromq.js by hand'
const KB = 1024
const MB = 1024 * 1024

const CASES: readonly Case[] = [
  { name: 'fork-join', floor: BY_HAND, scenario: { shape: 'fork-join', payload: KB }, inFlight: 64 },
  { name: 'all, 4 shards', floor: BY_HAND, scenario: { shape: 'shards', payload: KB }, inFlight: 64 },
  {
    name: '4 replicas, load balance',
    floor: 'zeromq.js by hand, fixed credit',
    scenario: { shape: 'replicas', payload: KB, credit: 64 },
    inFlight: 64,
  },
  { name: 'chain, 64 KB', floor: BY_HAND, scenario: { shape: 'chain', payload: 64 * KB }, inFlight: 64 },
  { name: 'chain, 1 MB', floor: BY_HAND, scenario: { shape: 'chain', payload: MB }, inFlight: 16 },
]

/** How fast are the other shapes, and large payloads? */
export async function shapes(settings: Settings): Promise<Table> {
  const rows: Cell[][] = []
  for (const each of CASES) rows.push(...(await measureCase(each, settings)))
  return {
    title: 'Shapes: each against the same graph by hand',
    columns: ['shape', 'in flight', 'contestant', 'requests/s', 'of the floor', 'MB/s', 'p50 ms', 'p99 ms'],
    rows,
  }
}

async function measureCase({ name, floor, scenario, inFlight }: Case, settings: Settings): Promise<Cell[][]> {
  const entrants = [floor, 'Peaflow'].map((contestant) => ({ name: contestant, scenario }))
  const [measurementOf = new Map()] = await takeMeasurements(entrants, [{ inFlight }], settings)
  const ground = measurementOf.get(floor)?.perSecond ?? Number.NaN
  return [...measurementOf].map(([contestant, { perSecond, p50, p99 }]) => [
    name,
    inFlight,
    contestant,
    perSecond,
    perSecond / ground,
    (perSecond * scenario.payload) / MB,
    p50,
    p99,
  ])
}
