import { type Driver, launchDriver } from '../drive/launch-driver.ts'
import type { Pace } from '../measure/window.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

const IN_FLIGHT = 64
const WINDOWS = 5
const MB = 1024 * 1024

/** Does a Flow stay as fast, and its processes as small, over a million requests? */
export async function endurance({ quick }: Settings): Promise<Table> {
  const each = quick ? 200 : 200_000
  const driver = await launchDriver({ contestant: 'Peaflow', scenario: { shape: 'chain', payload: 1024 } })
  try {
    await finish(driver, quick ? 100 : 1_000)
    const before = sizesOf(driver)
    const paces: Pace[] = []
    while (paces.length < WINDOWS) paces.push(await finish(driver, each))
    return {
      title: `Endurance: the chain of 1 KB requests, ${IN_FLIGHT} in flight, ${(WINDOWS * each).toLocaleString('en')} requests`,
      columns: ['window', 'requests/s', 'of the first', 'p50 ms', 'of the first', 'p99 ms', 'CPU µs/request'],
      rows: paces.map(({ perSecond, p50, p99, cpuPerRequest }, index) => [
        index + 1,
        perSecond,
        perSecond / (paces[0]?.perSecond ?? Number.NaN),
        p50,
        p50 / (paces[0]?.p50 ?? Number.NaN),
        p99,
        cpuPerRequest,
      ]),
      notes: [growth(before, sizesOf(driver))],
    }
  } finally {
    await driver.close()
  }
}

function finish(driver: Driver, requests: number): Promise<Pace> {
  return driver.finish({ requests, inFlight: IN_FLIGHT })
}

function sizesOf(driver: Driver): readonly number[] {
  return driver.memory().map((memory) => Math.round(memory.pss / MB))
}

function growth(before: readonly number[], after: readonly number[]): string {
  const [gateway, ...peas] = before.map((size, index) => `${size} → ${after[index]}`)
  return `Memory (PSS, MB) after the first 1,000 requests and at the end: gateway ${gateway}; Peas ${peas.join(', ')}.`
}
