import { type Driver, launchDriver } from '../drive/launch-driver.ts'
import type { Measurement } from '../measure/load-generator.ts'
import { medians } from '../measure/stats.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

const IN_FLIGHT = 64
const MB = 1024 * 1024

/** Does a Flow stay as fast, and its processes as small, after a million requests? */
export async function endurance(settings: Settings): Promise<Table> {
  const requests = settings.quick ? 1_000 : 1_000_000
  const driver = await launchDriver({ contestant: 'Peaflow', scenario: { shape: 'chain', payload: 1024 } })
  try {
    await driver.finish({ requests: settings.quick ? 100 : 1_000, inFlight: IN_FLIGHT })
    const small = sizesOf(driver)
    const before = await windows(driver, settings)
    await driver.finish({ requests, inFlight: IN_FLIGHT })
    const after = await windows(driver, settings)
    return {
      title: `Endurance: the chain of 1 KB requests, ${IN_FLIGHT} in flight, before and after ${requests.toLocaleString('en')} of them`,
      columns: ['five windows', 'requests/s', 'of before', 'p50 ms', 'of before', 'p99 ms', 'CPU µs/request'],
      rows: [toRow('before', before, before), toRow('after', after, before)],
      notes: [growth(small, sizesOf(driver))],
    }
  } finally {
    await driver.close()
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

function sizesOf(driver: Driver): readonly number[] {
  return driver.memory().map((memory) => Math.round(memory.pss / MB))
}

function growth(before: readonly number[], after: readonly number[]): string {
  const [gateway, ...peas] = before.map((size, index) => `${size} → ${after[index]}`)
  return `Memory (PSS, MB) after the first 1,000 requests and at the end: gateway ${gateway}; Peas ${peas.join(', ')}.`
}
