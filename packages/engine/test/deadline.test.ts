import { Flow } from '@peaflow/flow'
import { expect, test } from 'vitest'
import { childrenOf, start } from './flows.ts'

const before = childrenOf(process.pid)

test('beside a Pea that is stopped, each request ends soon after its time is up, and names that Pea or its Pod', async () => {
  const { running } = await start(
    new Flow({ name: 'stopped' }).add({ name: 'work', uses: './slow.mjs', with: { milliseconds: 1 } }),
  )
  await running.request('/', [{ id: 'x' }])
  const [pid = 0] = childrenOf(process.pid).filter((one) => !before.includes(one))
  process.kill(pid, 'SIGSTOP')
  const began = performance.now()
  const ends: number[] = []
  const requests = Array.from({ length: 50 }, () => {
    const request = running.request('/', [{ id: 'x' }], { timeout: 1_000 })
    request.catch(() => ends.push(performance.now() - began))
    return request
  })
  for (const end of await Promise.allSettled(requests)) {
    const message = expect.stringMatching(/waiting for "work" to accept it|work\/0 has it, and does not respond/)
    expect(end).toMatchObject({ status: 'rejected', reason: { code: 'REQUEST_TIMEOUT', message } })
  }
  expect(Math.min(...ends)).toBeGreaterThanOrEqual(999)
  process.kill(pid, 'SIGCONT')
  expect(await running.request('/', [{ id: 'y' }])).toEqual([{ id: 'y' }])
  await running.stop()
})
