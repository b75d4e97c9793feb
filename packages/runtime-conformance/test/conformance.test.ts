import { describe, expect, it } from 'vitest'
import { brokenLaunchers, conformanceCases, runConformance } from '../src/index.ts'
import { fakeSubject } from './fake-subject.ts'

describe('the fake launcher', () => {
  it.each(conformanceCases)('$name', async ({ run }) => {
    await run(fakeSubject())
  })
})

describe.concurrent('the suite', () => {
  it.each(conformanceCases)('catches a launcher that $catches ($name)', async (one) => {
    const [result] = await runConformance(fakeSubject(brokenLaunchers[one.catches]), { cases: [one] })
    expect(result).toMatchObject({ name: one.name, passed: false, error: expect.any(Error) })
  })

  it('has a case for each broken launcher, and a broken launcher for each case', () => {
    const caught = conformanceCases.map((one) => one.catches)
    expect([...caught].sort()).toEqual(Object.keys(brokenLaunchers).sort())
  })

  it('tells each result as soon as it is there, a failure like a success', async () => {
    const told: string[] = []
    const cases = conformanceCases.slice(0, 2)
    const results = await runConformance(fakeSubject(brokenLaunchers.losesArguments), {
      cases,
      onResult: ({ passed }) => told.push(passed ? 'passed' : 'failed'),
    })
    expect(told).toEqual(['failed', 'passed'])
    expect(results.map(({ promise }) => promise)).toEqual(cases.map(({ promise }) => promise))
  })
})
