import { type Driver, launchDriver } from '../drive/launch-driver.ts'
import { type Heap, Heaps } from '../measure/heaps.ts'
import type { Measurement } from '../measure/load-generator.ts'
import { medians } from '../measure/stats.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

const IN_FLIGHT = 64
const MB = 1024 * 1024

/** Does a Flow stay as fast, and its processes as small, after a million requests? */
export async function endurance(settings: Settings): Promise<Table> {
  const requests = settings.quick ? 1_000 : 1_000_000
  const heaps = new Heaps()
  const scenario = { shape: 'chain', payload: 1024 } as const
  const driver = await launchDriver({ contestant: 'Peaflow', scenario }, heaps.environment)
  try {
    await driver.finish({ requests: settings.quick ? 100 : 1_000, inFlight: IN_FLIGHT })
    const small = await heaps.of(driver.pids())
    const before = await windows(driver, settings)
    await driver.finish({ requests, inFlight: IN_FLIGHT })
    const after = await windows(driver, settings)
    return {
      title: `Endurance: the chain of 1 KB requests, ${IN_FLIGHT} in flight, before and after ${requests.toLocaleString('en')} of them`,
      columns: ['five windows', 'requests/s', 'of before', 'p50 ms', 'of before', 'p99 ms', 'CPU µs/request'],
      rows: [toRow('before', before, before), toRow('after', after, before)],
      notes: [growth(small, await heaps.of(driver.pids()))],
    }
  } finally {
    await driver.close()
    heaps.close()
  }
}

/** The medians of some windows. */
async function windows(driver: Driver, { rounds, duration, warmUp }: Settings): Promise<Measurement> {
  const measurements: Measurement[] = []
  while (measurements.length < rounds)
    measurements.push(await driver.measure({ inFlight: IN_FLIGHT, duration, warmUp }))
  return medians(measurements)
}

function toRow(name: string, measurement: Measurement, before: Measurement): Table['rows'][number] {
  const { perSecond, p50, p99, cpuPerRequest } = measurement
  return [name, perSecond, perSecond / before.perSecond, p50, p50 / before.p50, p99, cpuPerRequest]
}

const FIELDS = { rss: 'resident memory', heapUsed: 'heap', external: 'external memory' } as const

function growth(before: readonly Heap[], after: readonly Heap[]): string {
  const lines = Object.entries(FIELDS).map(([field, name]) => `${name} ${changes(field as keyof Heap, before, after)}`)
  return `MB after the first 1,000 requests and at the end, each after a collection: ${lines.join('; ')}.`
}

function changes(field: keyof Heap, before: readonly Heap[], after: readonly Heap[]): string {
  const megabytes = (heap: Heap | undefined) => ((heap?.[field] ?? Number.NaN) / MB).toFixed(1)
  const [gateway, ...peas] = before.map((heap, index) => `${megabytes(heap)} → ${megabytes(after[index])}`)
  return `gateway ${gateway}, Peas ${peas.join(', ')}`
}
