import { describe, expect, it } from 'vitest'
import { type BrokenPea, brokenPeas, runWireConformance, wireCases } from '../src/wire.ts'
import { ownPea } from './wire-subject.ts'

/** Takes 15 s: only the Pea that breaks it is tested with it. */
const SLOW = 'outlivesItsFlow'

const quick = wireCases.filter(({ catches }) => catches !== SLOW)

it('has a case for each broken Pea, and a broken Pea for each case', () => {
  const caught = wireCases.map(({ catches }) => catches)
  expect([...caught].sort()).toEqual(Object.keys(brokenPeas).sort())
})

it('finds that our own Pea keeps every promise', async () => {
  const results = await runWireConformance(ownPea(30_000), { cases: quick, concurrency: 4 })
  expect(results.filter(({ outcome }) => outcome !== 'holds')).toEqual([])
})

it('reports each result in the order of the cases, whichever is known first', async () => {
  const cases = quick.filter(({ catches }) => ['stretchesTime', 'garblesStatus', 'isReadyOnce'].includes(catches))
  const names: string[] = []
  await runWireConformance(ownPea(30_000), { cases, concurrency: 3, onResult: ({ name }) => names.push(name) })
  expect(names).toEqual(cases.map(({ name }) => name))
})

/** Milliseconds after which a broken Pea has certainly not kept its promise, and those that a working one may take. */
const BROKEN_TIMEOUT = 1_000
const TIMEOUT = 30_000

describe('the suite', () => {
  it.each(wireCases)('catches a Pea that $catches ($name)', async (one) => {
    const timeout = one.catches === SLOW ? TIMEOUT : BROKEN_TIMEOUT
    const [result] = await runWireConformance(ownPea(timeout), { cases: [one], breaks: one.catches })
    expect(result).toMatchObject({ name: one.name, outcome: 'broken', reason: expect.any(String) })
  })

  it.each(Object.keys(brokenPeas) as BrokenPea[])('finds nothing else wrong with a Pea that %s', async (breaks) => {
    const others = quick.filter(({ catches }) => catches !== breaks)
    const results = await runWireConformance(ownPea(TIMEOUT), { cases: others, breaks, concurrency: 16 })
    expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
  })
})
