import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, scalePlan } from '../../src/index.ts'
import { parsePodSettings } from '../../src/settings/parse-pod-settings.ts'
import { randomFlow } from '../random-flow.ts'

const [{ options } = { options: {} }] = buildFlow(new Flow().add({ name: 'a', usesAfter: () => [] })).pods

describe('parsePodSettings', () => {
  it('accepts the settings of every plan, also after it was stored', () => {
    fc.assert(
      fc.property(randomFlow, (flow) => {
        for (const { name, options } of JSON.parse(JSON.stringify(buildFlow(flow))).pods.slice(0, -1)) {
          expect(parsePodSettings(name, options)).toBe(options)
        }
      }),
    )
  })

  it('accepts every option', () => {
    const container = { image: 'x', entrypoint: ['a'], gpus: 1, docker: { A: 1 }, memory: 1, cpus: 0.5, user: '1' }
    const shared = {
      prefetch: 2,
      batch: { documents: 2, within: 0 },
      env: { A: '1' },
      volumes: ['a:/a'],
      dockerHost: 'unix:///x',
      polling: { '/a': 'all' },
    }
    const hand = { host: ['x'], external: true, portIn: 1, portOut: 2, portControl: 3, hostIn: 'a', hostOut: 'b' }
    const all = { ...options, ...container, ...shared, ...hand, with: {}, usesBefore: './b.js', timeoutRequest: 5 }
    expect(parsePodSettings('a', all)).toBe(all)
    expect(parsePodSettings('a', { ...all, gpus: 'all' })).toMatchObject({ gpus: 'all' })
  })

  const rows: [setting: string, value: unknown][] = [
    ['replicas', undefined],
    ['replicas', '2'],
    ['polling', 'some'],
    ['polling', { '/a': 'some' }],
    ['scheduling', 'random'],
    ['batch', 32],
    ['batch', { documents: 32 }],
    ['restart', 'never'],
    ['restart', { policy: 'never', max: '1', window: 1 }],
    ['pull', true],
    ['uses', { inline: 5 }],
    ['usesAfter', 5],
    ['volumes', 'a:/a'],
    ['env', { A: 1 }],
    ['with', []],
    ['external', 'yes'],
    ['gpus', 'none'],
  ]
  it.each(rows)('refuses %s: %j', (setting, value) => {
    expect(() => parsePodSettings('a', { ...options, [setting]: value })).toThrow(
      expect.objectContaining({ code: 'CONFIG_OPTION', message: `the plan of Pod "a" has no valid ${setting}` }),
    )
  })

  it('guards scalePlan', () => {
    const plan = buildFlow(new Flow().add({ name: 'a' }))
    const broken = { ...plan, pods: plan.pods.map((pod) => ({ ...pod, options: {} })) }
    expect(() => scalePlan(broken, 'a', 2)).toThrow(expect.objectContaining({ code: 'CONFIG_OPTION' }))
  })
})
