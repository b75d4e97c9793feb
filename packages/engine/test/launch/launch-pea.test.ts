import type { PeaLauncher, PeaPlan } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { checkLaunch } from '../../src/launch/launch-pea.ts'
import { sketchPlan } from '../plan/plans.ts'

const [plan] = sketchPlan([{ id: 'a/0', to: [] }]).peas as [PeaPlan]
const launcher: PeaLauncher = { name: 'process', launch: () => Promise.reject(new Error('launches nothing')) }

/** What is wrong with a Pod that is started with these options. */
function problemOf(pea: PeaPlan, launchers = {}, executors = {}) {
  try {
    checkLaunch(pea, { launchers, executors })
  } catch (error) {
    const { code, message, hint } = error as { readonly code: string; readonly message: string; readonly hint: string }
    return { code, message, hint }
  }
}

const hints: [runtime: string, hint: string][] = [
  ['process', 'Pass it as launchers: { process: … }; it is processLauncher() of @peaflow/runtime-local'],
  ['thread', 'Pass it as launchers: { thread: … }; it is threadLauncher() of @peaflow/runtime-local'],
  ['inline', 'Pass it as launchers: { inline: … }; it is inlineLauncher() of @peaflow/runtime-local'],
  ['docker', 'Pass it as launchers: { docker: … }; it is dockerLauncher() of @peaflow/runtime-docker'],
  ['kubernetes', 'Pass it as launchers: { kubernetes: … }; it is kubernetesLauncher() of @peaflow/runtime-kubernetes'],
  ['@acme/moon', 'Pass it as launchers: { "@acme/moon": … }; it is the launcher of the package "@acme/moon"'],
  ['toString', 'Pass it as launchers: { toString: … }; it is the launcher of the package "toString"'],
]

describe('a Pod without a launcher', () => {
  it.each(hints)('is told where the launcher comes from: %s', (runtime, hint) => {
    expect(problemOf({ ...plan, runtime })).toEqual({
      code: 'LAUNCH_UNKNOWN_RUNTIME',
      message: `Pod "a" has the runtime "${runtime}", but no launcher of that name was passed to startFlow`,
      hint,
    })
  })

  it('is told which launchers there are', () => {
    const hint = problemOf({ ...plan, runtime: 'thread' }, { process: launcher, inline: launcher })?.hint
    expect(hint).toMatch(/\. Launchers that were passed: process, inline$/)
  })
})

describe('a Pod that uses a function', () => {
  const uses = { inline: 'a' }

  it('is told how functions are passed', () => {
    expect(problemOf({ ...plan, uses }, { process: launcher })).toEqual({
      code: 'LAUNCH_NO_EXECUTOR',
      message: 'Pod "a" uses a function, but executors has no "a"',
      hint: expect.stringContaining(
        'startFlow(plan, { executors: flow.executors, launchers: { inline: inlineLauncher(), … } })',
      ),
    })
  })

  it('can be launched with that function', () => {
    expect(problemOf({ ...plan, uses }, { process: launcher }, { a: () => [] })).toBeUndefined()
  })
})

it('needs neither for an external Pod', () => {
  expect(problemOf({ ...plan, external: true, runtime: 'moon' })).toBeUndefined()
})
