import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { describe, expect, it } from 'vitest'
import { comparePlans } from '../../src/watch/compare-plans.ts'

/** The plan of two Pods, `a` and then `b`. */
function planOf(a: PodOptions = {}, b: PodOptions = {}, flow: ConstructorParameters<typeof Flow>[0] = {}) {
  return buildFlow(new Flow({ name: 'compared', ...flow }).add({ name: 'a', ...a }).add({ name: 'b', ...b }))
}

const before = planOf({ uses: './a.js', replicas: 2 }, { uses: './b.js' })

describe('what a changed flow file asks for', () => {
  it.each([
    ['nothing', planOf({ uses: './a.js', replicas: 2 }, { uses: './b.js' }), [], []],
    ['another executor', planOf({ uses: './c.js', replicas: 2 }, { uses: './b.js' }), [], ['a']],
    ['arguments', planOf({ uses: './a.js', replicas: 2 }, { uses: './b.js', with: { top: 3 } }), [], ['b']],
    ['an environment', planOf({ uses: './a.js', replicas: 2 }, { uses: './b.js', env: { A: '1' } }), [], ['b']],
    ['fewer replicas', planOf({ uses: './a.js' }, { uses: './b.js' }), [{ pod: 'a', from: 2, to: 1 }], []],
    [
      'more replicas and other arguments of two Pods',
      planOf({ uses: './a.js', replicas: 3, with: { x: 1 } }, { uses: './b.js', concurrency: 7 }),
      [{ pod: 'a', from: 2, to: 3 }],
      ['a', 'b'],
    ],
  ])('%s', (_, after, scaled, changed) => {
    expect(comparePlans({ before, after })).toEqual({ type: 'other-pods', scaled, changed })
  })

  const more = buildFlow(new Flow({ name: 'compared' }).add({ name: 'a' }).add({ name: 'b' }).add({ name: 'c' }))
  it.each([
    ['another Pod', more, 'it has other Pods or edges'],
    ['another name', planOf({}, {}, { name: 'other' }), 'the Flow itself has other options'],
    [
      'another runtime',
      planOf({ uses: './a.js', replicas: 2 }, { uses: './b.js', runtime: 'thread' }),
      'b has other links',
    ],
    ['another polling', planOf({ uses: './a.js', replicas: 2, polling: 'all' }, { uses: './b.js' }), 'has other links'],
  ])('a new start, for %s', (_, after, why) => {
    expect(comparePlans({ before, after })).toEqual({ type: 'other-flow', why: expect.stringContaining(why) })
  })
})
