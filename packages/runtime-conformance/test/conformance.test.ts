import { describe, expect, it } from 'vitest'
import { brokenLaunchers, conformanceCases, runConformance } from '../src/index.ts'
import { fakeSubject } from './fake-subject.ts'

/** Milliseconds after which a broken launcher has certainly not kept its promise. */
const BROKEN_TIMEOUT = 1_000

describe('the fake launcher', () => {
  it.each(conformanceCases)('$name', async ({ run }) => {
    await run(fakeSubject())
  })
})

describe.concurrent('the suite', () => {
  it.each(conformanceCases)('catches a launcher that $catches ($name)', async (one) => {
    const [result] = await runConformance(
      fakeSubject({ breaks: brokenLaunchers[one.catches], timeout: BROKEN_TIMEOUT }),
      { cases: [one] },
    )
    expect(result).toMatchObject({ name: one.name, passed: false, error: expect.any(Error) })
  })

  it('has a case for each broken launcher, and a broken launcher for each case', () => {
    const caught = conformanceCases.map((one) => one.catches)
    expect([...caught].sort()).toEqual(Object.keys(brokenLaunchers).sort())
  })

  it('reports each result as soon as it is known, whether it failed or passed', async () => {
    const reported: string[] = []
    const cases = conformanceCases.slice(0, 2)
    const results = await runConformance(fakeSubject({ breaks: brokenLaunchers.losesArguments }), {
      cases,
      onResult: ({ passed }) => reported.push(passed ? 'passed' : 'failed'),
    })
    expect(reported).toEqual(['failed', 'passed'])
    expect(results.map(({ promise }) => promise)).toEqual(cases.map(({ promise }) => promise))
  })
})
