import type { PeaStatistics } from '@peaflow/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { readStatistics } from '../../src/pea/statistics.ts'
import { Counters } from '../../src/statistics/counters.ts'
import { processUsage } from '../../src/statistics/process-usage.ts'
import { StatisticsReport } from '../../src/statistics/statistics-report.ts'

/** A report of a Pea that does what the test says, and what it has sent. */
function open() {
  const counters = new Counters()
  const edges = { queued: [] as { to: string; messages: number }[] }
  const work = { backlog: 0, running: 0 }
  const sent: PeaStatistics[] = []
  let wake = () => {}
  const plane = { counters, dropped: 0, edges } as unknown as Parameters<typeof readStatistics>[0]
  const report = new StatisticsReport({
    read: () => readStatistics(plane, work, { ownsProcess: true }),
    send: (statistics) => {
      sent.push(statistics)
      wake()
    },
  })
  onTestFinished(() => report.end())
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })
  return { counters, edges, work, sent, report, next }
}

it('sends what has changed within a second, and nothing while nothing changes', async () => {
  const { counters, edges, work, sent, report, next } = open()
  report.start()
  const begun = performance.now()
  counters.served += 1
  await next()
  expect(performance.now() - begun).toBeGreaterThan(900)
  work.running = 1
  await next()
  edges.queued = [{ to: 'b', messages: 3 }]
  await next()
  report.end()
  report.end()
  expect(sent).toHaveLength(3)
  expect(sent.at(-1)).toMatchObject({ served: 1, running: 1, queued: [{ to: 'b', messages: 3 }] })
})

it('sends what is new when the Pea ends', () => {
  const { counters, sent, report } = open()
  report.start()
  report.end()
  expect(sent).toEqual([])
  counters.cancelled += 1
  report.end()
  expect(sent).toMatchObject([{ cancelled: 1 }])
})

it('says what the process uses', () => {
  const { cpu, memory } = processUsage()
  expect(cpu).toBeGreaterThan(1)
  expect(memory).toBeGreaterThan(10_000_000)
})
