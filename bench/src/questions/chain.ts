import { spawnSync } from 'node:child_process'
import { takeMeasurements } from '../drive/take-measurements.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

const FLOOR = 'zeromq.js by hand'
const IN_FLIGHT = [1, 64, 512]

/** How fast is a chain of three pass-through Peas? */
export async function chain(settings: Settings): Promise<Table> {
  const hasNats = spawnSync('nats-server', ['--version']).status === 0
  const names = [FLOOR, 'zeromq.js by hand, packed', 'Peaflow', 'gRPC streams', 'Moleculer, TCP']
  const entrants = [...names, ...(hasNats ? ['NATS'] : [])].map((name) => ({
    name,
    scenario: { shape: 'chain', payload: 1024 } as const,
  }))
  const measurements = await takeMeasurements(
    entrants,
    IN_FLIGHT.map((inFlight) => ({ inFlight })),
    settings,
  )
  return {
    title: 'Chain: gateway, three pass-through hops (a process each), gateway; 1 KB',
    columns: ['in flight', 'contestant', 'requests/s', 'of the floor', 'p50 ms', 'p99 ms', 'CPU µs/request'],
    rows: measurements.flatMap((measurementOf, i) =>
      [...measurementOf].map(([name, { perSecond, p50, p99, cpuPerRequest }]) => [
        IN_FLIGHT[i] ?? 0,
        name,
        perSecond,
        perSecond / (measurementOf.get(FLOOR)?.perSecond ?? Number.NaN),
        p50,
        p99,
        cpuPerRequest,
      ]),
    ),
    notes: hasNats ? [] : ['NATS took no part: no `nats-server` on this machine.'],
  }
}
