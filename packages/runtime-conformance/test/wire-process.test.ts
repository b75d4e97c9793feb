import { peaProgram } from '@peaflow/pea'
import { expect, it } from 'vitest'
import { commandSubject, runWireConformance } from '../src/wire.ts'

it('finds that our own Pea, in a process, keeps every promise', { timeout: 300_000 }, async () => {
  const subject = commandSubject({ command: [process.execPath, peaProgram], timeout: 60_000 })
  const results = await runWireConformance(subject, { concurrency: 4 })
  expect(results.filter(({ outcome }) => outcome !== 'holds')).toEqual([])
})

it('reports a command that does not exist, and leaves nothing behind', async () => {
  const subject = commandSubject({ command: ['/nowhere/pea'], timeout: 10_000 })
  const results = await runWireConformance(subject, { concurrency: 8 })
  expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['broken']))
  expect(results[0]?.reason).toContain('ENOENT')
})
