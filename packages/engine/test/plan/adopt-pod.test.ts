import { expect, it } from 'vitest'
import { adoptPod } from '../../src/plan/adopt-pod.ts'
import { sketchPlan } from './plans.ts'

const planOf = (uses: string, b: readonly string[] = ['b/0']) =>
  sketchPlan([
    { id: 'a/0', to: b, uses },
    ...b.map((id) => ({ id, to: ['gateway'], uses })),
    { id: 'gateway', to: ['a/0'] },
  ])

it('takes from the other plan what the Peas of this Pod run, and nothing else', () => {
  const before = planOf('./old.js')
  const after = planOf('./new.js')
  const adopted = adoptPod({ before, after }, 'b')
  expect(adopted.peas.map(({ id, uses }) => [id, uses])).toEqual([
    ['a/0', './old.js'],
    ['b/0', './new.js'],
    ['gateway', '_pass'],
  ])
  expect(adopted.peas.map(({ inputs, outputs }) => [inputs, outputs])).toEqual(
    before.peas.map(({ inputs, outputs }) => [inputs, outputs]),
  )
})

it('refuses a plan in which the Pod has other Peas, or runs elsewhere', () => {
  const before = planOf('./old.js')
  const more = planOf('./new.js', ['b/0', 'b/1'])
  const elsewhere = { ...before, peas: before.peas.map((pea) => ({ ...pea, host: '10.0.0.2' })) }
  for (const after of [more, elsewhere]) {
    expect(() => adoptPod({ before, after }, 'b')).toThrow('"b" has other Peas or other links in that plan')
  }
})
