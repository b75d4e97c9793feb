import { afterEach, expect, test } from 'vitest'
import { childrenOf, numbered, start } from './flows.ts'
import { killedFlows } from './killed-flows.ts'

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

test.each(killedFlows)('it loses nothing whichever Pea dies: %s', async (_name, flow) => {
  const { running: opened, events, happened } = await start(flow, {}, { optimize: 'none' })
  await using running = opened
  const peas = childrenOf(process.pid)
  // In rounds: that several die at once is the subject of another test.
  for (const [round, pid] of peas.entries()) {
    let next = 0
    for await (const { documents, error } of running.stream('/', numbered(100), { batch: 1, ordered: true })) {
      expect({ error, ids: documents.map(({ id }) => id) }).toEqual({ error: undefined, ids: [String(next)] })
      next += 1
      if (next === 30) process.kill(pid, 'SIGKILL')
    }
    expect(next).toBe(100)
    await happened('pea-restarted', round + 1)
  }
  expect(events.filter(({ type }) => type === 'pea-exited')).toHaveLength(peas.length)
})
