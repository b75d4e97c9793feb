import { expect, it } from 'vitest'
import { Burst } from '../../src/memory/burst.ts'

const MEGABYTE = 1_048_576

/** A burst, and the times at which its end is reported. */
function watched(answer: (reports: number) => boolean) {
  const reports: number[] = []
  let check = (): void => undefined
  const burst = new Burst(() => {
    reports.push(performance.now())
    check()
    return answer(reports.length)
  })
  const reported = (count: number) =>
    new Promise<void>((resolve) => {
      check = () => void (reports.length >= count && resolve())
      check()
    })
  return { burst, reports, reported }
}

it('reports the end of a burst once, a second after the last of its traffic', async () => {
  const { burst, reports, reported } = watched(() => false)
  burst.add(15 * MEGABYTE)
  burst.add(MEGABYTE)
  const more = setInterval(() => burst.add(1), 100)
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  clearInterval(more)
  const last = performance.now()
  await reported(1)
  expect((reports[0] ?? 0) - last).toBeGreaterThan(700)
  const other = watched(() => true)
  other.burst.add(16 * MEGABYTE)
  await other.reported(3)
  expect(reports).toHaveLength(1)
})

it('reports no end of less than 16 MiB, and begins to count again after a burst', async () => {
  const small = watched(() => true)
  small.burst.add(16 * MEGABYTE - 1)
  const large = watched(() => false)
  large.burst.add(16 * MEGABYTE)
  await large.reported(1)
  expect(small.reports).toEqual([])
  large.burst.add(MEGABYTE)
  small.burst.add(1)
  await small.reported(1)
  expect(large.reports).toHaveLength(1)
})

it('reports it again for as long as it is asked to, three times at most', async () => {
  const twice = watched((reports) => reports < 2)
  const often = watched(() => true)
  twice.burst.add(16 * MEGABYTE)
  often.burst.add(16 * MEGABYTE)
  await often.reported(3)
  often.burst.add(16 * MEGABYTE)
  await often.reported(6)
  expect(twice.reports).toHaveLength(2)
  expect(often.reports).toHaveLength(6)
})

it('does not keep the process alive', () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const { burst } = watched(() => false)
  burst.add(16 * MEGABYTE)
  expect(timers()).toBe(before)
})
