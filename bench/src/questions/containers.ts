import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { buildPeaImage } from '@peaflow/runtime-docker'
import { takeMeasurements } from '../drive/take-measurements.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

const FLOOR = 'Peaflow, processes'
const IN_FLIGHT = [1, 64, 512]
const TITLE = 'Containers: the chain of 1 KB requests with its Peas in containers'
const COLUMNS = ['in flight', 'contestant', 'requests/s', 'of the floor', 'p50 ms', 'p99 ms']

/** What does a container cost a request? */
export async function containers(settings: Settings): Promise<Table> {
  if (spawnSync('docker', ['info']).status !== 0) {
    return { title: TITLE, columns: COLUMNS, rows: [], notes: ['Not measured: no Docker on this machine.'] }
  }
  const cli = dirname(createRequire(import.meta.url).resolve('@peaflow/cli/package.json'))
  // An image of its own: that of the user may be from another version.
  const { tag } = await buildPeaImage({ cli, tag: 'peaflow-bench/pea' })
  const images = { [FLOOR]: undefined, 'Peaflow, containers': tag }
  const entrants = Object.entries(images).map(([name, image]) => ({
    name,
    contestant: 'Peaflow',
    scenario: { shape: 'chain', payload: 1024, image } as const,
  }))
  const measurements = await takeMeasurements(
    entrants,
    IN_FLIGHT.map((inFlight) => ({ inFlight })),
    settings,
  )
  const rows = measurements.flatMap((measurementOf, i) =>
    [...measurementOf].map(([name, { perSecond, p50, p99 }]) => [
      IN_FLIGHT[i] ?? 0,
      name,
      perSecond,
      perSecond / (measurementOf.get(FLOOR)?.perSecond ?? Number.NaN),
      p50,
      p99,
    ]),
  )
  return { title: TITLE, columns: COLUMNS, rows }
}
