import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shownPlan } from '../../src/admin/shown-plan.ts'

const planOf = (...pods: readonly PodOptions[]) =>
  buildFlow(pods.reduce((flow, pod) => flow.add(pod), new Flow({ name: 'shown' })))

describe('the plan that is shown', () => {
  it('has the names of variables and arguments, and not their values', () => {
    const shown = shownPlan(
      planOf({ name: 'work', uses: './work.js', env: { KEY: 's3cret' }, with: { model: 's3cret' } }),
    )
    expect(shown.pods[0]?.options).toMatchObject({ env: { KEY: '***' }, with: { model: '***' } })
    expect(shown.peas.find(({ id }) => id === 'work/0')).toMatchObject({ env: { KEY: '***' }, with: { model: '***' } })
    expect(JSON.stringify(shown)).not.toContain('s3cret')
  })

  it('has them neither for containers, nor among the fields of the Docker Engine', () => {
    const docker = { Env: ['KEY=s3cret=s3cret'], HostConfig: { CapAdd: ['SYS_NICE'] } }
    const shown = shownPlan(planOf({ name: 'work', image: 'work', env: { TOKEN: 's3cret' }, docker }))
    expect(JSON.stringify(shown)).not.toContain('s3cret')
    expect(shown.peas.find(({ id }) => id === 'work/0')?.container).toMatchObject({
      env: { TOKEN: '***' },
      docker: { Env: ['KEY=***'], HostConfig: { CapAdd: ['SYS_NICE'] } },
    })
  })

  it('says nothing of any value, wherever in the Flow it stands', () => {
    const value = fc.string({ minLength: 1 }).map((text) => `s3cret${text}`)
    // `with` refuses a key that would be a prototype.
    const name = fc.string().filter((one) => one !== '__proto__')
    const values = fc.oneof(value, fc.array(value), fc.dictionary(name, value))
    const options = fc.record({
      replicas: fc.integer({ min: 1, max: 3 }),
      env: fc.dictionary(fc.stringMatching(/^[A-Z]+$/), value),
      with: fc.dictionary(name, values),
    })
    fc.assert(
      fc.property(fc.array(options, { minLength: 1, maxLength: 4 }), (pods) => {
        const plan = planOf(...pods.map((pod, index) => ({ ...pod, name: `pod${index}`, uses: './work.js' })))
        expect(JSON.stringify(shownPlan(plan))).not.toContain('s3cret')
      }),
    )
  })

  it('is the whole plan otherwise', () => {
    const plan = planOf({ name: 'env', uses: './work.js', replicas: 2, polling: { '/index': 'all' } }, { name: 'with' })
    expect(shownPlan(plan)).toEqual(plan)
  })
})
