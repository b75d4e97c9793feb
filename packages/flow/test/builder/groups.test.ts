import { describe, expect, it } from 'vitest'
import { groupOptionProblems } from '../../src/builder/group-options.ts'
import { buildFlow, checkFlow, Flow, type PodOptions } from '../../src/index.ts'
import type { PodUses } from '../../src/options/pod-options.ts'
import { podTable } from '../../src/options/pod-table.ts'
import type { PodSettings } from '../../src/settings/pod-settings.ts'

const chain = (options: PodOptions = {}): Flow =>
  new Flow()
    .add({ name: 'a', uses: './a.js', group: 'fast', ...options })
    .add({ name: 'b', uses: './b.js', group: 'fast', ...options })
    .add({ name: 'c', uses: './c.js', group: 'fast', ...options })

describe('Pods that cannot share a Pea', () => {
  const none = new Flow()
  const g = { group: 'g' }
  const rows: readonly [what: string, flow: Flow, code: string, message: string][] = [
    [
      'two runs with a Pod between them',
      none
        .add({ name: 'a', ...g })
        .add({ name: 'x' })
        .add({ name: 'b', ...g }),
      'TOPOLOGY_GROUP',
      '"b" is in the group "g", but follows none of its other Pods: it needs "x"',
    ],
    [
      'a join in the middle',
      none
        .add({ name: 'x' })
        .add({ name: 'a', needs: 'gateway', ...g })
        .add({ name: 'b', needs: ['a', 'x'], ...g }),
      'TOPOLOGY_GROUP',
      '"b" is in the group "g", but takes the answers of "a" and "x", and only the first Pod of a group may join',
    ],
    [
      'a fork in the middle',
      none
        .add({ name: 'a', ...g })
        .add({ name: 'b', ...g })
        .add({ name: 'x', needs: 'a' })
        .join(['b', 'x']),
      'TOPOLOGY_GROUP',
      '"a" is in the group "g", but sends to "b" and "x", and only the last Pod of a group may send to several',
    ],
    [
      'the answer from the middle',
      none
        .add({ name: 'a', ...g })
        .add({ name: 'b', ...g })
        .last('a'),
      'TOPOLOGY_GROUP',
      '"a" is in the group "g", but sends to "b" and "gateway"',
    ],
    [
      'replicas',
      chain().set('b', { replicas: 2 }),
      'CONFIG_GROUP',
      '"a" and "b" share a Pea in the group "fast", but differ in replicas: 1 and 2',
    ],
    ['runtime', chain().set('c', { runtime: 'thread' }), 'CONFIG_GROUP', 'differ in runtime: process and thread'],
    ['env', chain().set('b', { env: { TOKEN: 'secret' } }), 'CONFIG_GROUP', 'but differ in env'],
    ['retries', chain().set('b', { retries: 3 }), 'CONFIG_GROUP', 'differ in retries: 1 and 3'],
    [
      'a function',
      chain().set('b', { uses: (documents) => documents }),
      'CONFIG_GROUP',
      'differ in runtime: process and inline',
    ],
    [
      'polling',
      chain({ polling: { '/x': 'all' } }),
      'CONFIG_GROUP',
      '"a" has polling: all, which a Pod of the group "fast" cannot',
    ],
    ['uses_before', chain().set('b', { usesBefore: './x.js' }), 'CONFIG_GROUP', '"b" has uses_before: ./x.js, which'],
    ['uses_after', chain().set('b', { usesAfter: './x.js' }), 'CONFIG_GROUP', 'a tail is a Pea of its own'],
    ['external', chain({ external: true }), 'CONFIG_GROUP', 'its Peas are started by hand'],
    ['a port inside', chain().set('b', { portIn: 5_000 }), 'CONFIG_GROUP', '"b" has port_in: 5000, which'],
    ['a host inside', chain().set('b', { hostOut: '10.0.0.1' }), 'CONFIG_GROUP', 'no socket leads from it'],
  ]
  it.each(rows)('are refused by name: %s', (_what, flow, code, message) => {
    const { problems } = checkFlow(flow)
    expect(problems).toContainEqual(expect.objectContaining({ code, message: expect.stringContaining(message) }))
    expect(() => buildFlow(flow)).toThrow(expect.objectContaining({ code }))
    expect(JSON.stringify(problems)).not.toContain('secret')
  })

  it("share or refuse every option that is not each Pod's own", () => {
    const own = [
      'uses',
      'exec',
      'python',
      'with',
      'concurrency',
      'timeoutRequest',
      'workspace',
      'group',
      'needs',
      'recvFrom',
      'sendTo',
    ]
    const options = Object.keys(podTable).filter((option) => !own.includes(option))
    const pod = { name: 'b', settings: { group: 'g', polling: 'all' } as unknown as PodSettings<PodUses> }
    for (const option of options) {
      const other = { name: 'a', settings: { ...pod.settings, polling: 'any' } as PodSettings<PodUses> }
      const changed = { ...pod, settings: { ...pod.settings, ...(option !== 'polling' && { [option]: 'x' }) } }
      const paths = groupOptionProblems('g', [other, changed, other]).map(({ path }) => path[0])
      expect(paths).toContain(option)
    }
  })

  it('are all reported in one go', () => {
    const { problems } = checkFlow(chain().set('b', { replicas: 2, retries: 0 }).set('c', { usesAfter: './x.js' }))
    expect(problems.map(({ pod, path }) => [pod, ...path])).toEqual([
      ['b', 'replicas'],
      ['b', 'retries'],
      ['c', 'usesAfter'],
    ])
  })

  it('include one that is alone in its group: check warns', () => {
    const { problems, warnings } = checkFlow(new Flow().add({ name: 'a', group: 'fats' }))
    expect(problems).toEqual([])
    expect(warnings).toMatchObject([{ pod: 'a', code: 'TOPOLOGY_GROUP', path: ['group'] }])
  })
})
