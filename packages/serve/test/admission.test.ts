import { once } from 'node:events'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Executor } from '@peaflow/core'
import { expect, it } from 'vitest'
import { post, serving } from './serving.ts'

/** Milliseconds that a call takes at least. */
const CALL = 200

/** An executor whose calls take a while; once it is held, they never end. */
function slow() {
  let isHeld = false
  const executor: Executor = async (documents, { signal }) => {
    if (isHeld) await once(signal, 'abort')
    else await setTimeout(CALL)
    return documents
  }
  const hold = () => {
    isHeld = true
  }
  return { executor, hold }
}

/** Sends requests that are not answered, and returns what ends them, once the Flow knows of all. */
async function fill(
  { url, running }: Awaited<ReturnType<typeof serving>>,
  count: number,
): Promise<() => Promise<void>> {
  const leaving = new AbortController()
  const { signal } = leaving
  const before = running.readiness()
  const all = before.inFlight + before.waiting + count
  const ends = Array.from({ length: count }, () =>
    fetch(`${url}/index`, { method: 'POST', body: '[{}]', signal }).catch(() => undefined),
  )
  const sent = () => {
    const { inFlight, waiting } = running.readiness()
    return inFlight + waiting
  }
  while (sent() < all) await setImmediate()
  return async () => {
    leaving.abort()
    await Promise.all(ends)
    while (sent() > 0) await setImmediate()
  }
}

it('refuses a request that would wait for longer than it has time, and says when to come again', async () => {
  const work = slow()
  await using served = await serving(work.executor, {}, 1)
  await post(`${served.url}/index`, '[{}]')
  work.hold()
  const end = await fill(served, 11)
  const late = await post(`${served.url}/index`, '[{}]', { 'peaflow-timeout': '1s', 'x-request-id': 'late' })
  expect([late.status, await late.json()]).toEqual([
    503,
    expect.objectContaining({
      code: 'REQUEST_QUEUE',
      request_id: 'late',
      detail: expect.stringMatching(/^it would wait for \d+\.\d s, but has only 1\.0 s$/),
    }),
  ])
  // Eleven calls, one after another: 2.2 s at least.
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThanOrEqual(3)
  await end()
})

it('lets a burst wait that is answered in time', async () => {
  await using served = await serving(slow().executor, {}, 10)
  await post(`${served.url}/index`, '[{}]')
  const answers = await Promise.all(Array.from({ length: 100 }, () => post(`${served.url}/index`, '[{}]')))
  expect(answers.map(({ status }) => status)).toEqual(new Array(100).fill(200))
})

it('refuses what comes once as many wait as may, although it has seen no call yet', async () => {
  const work = slow()
  work.hold()
  await using served = await serving(work.executor, { maxQueue: 5 }, 1)
  const ends: (() => Promise<void>)[] = []
  while (served.running.readiness().waiting < 5) ends.push(await fill(served, 1))
  const refused = await post(`${served.url}/index`, '[{}]')
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
    503,
    '1',
    expect.objectContaining({ code: 'REQUEST_QUEUE', detail: '5 requests wait already' }),
  ])
  await Promise.all(ends.map((end) => end()))
})
