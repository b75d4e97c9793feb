import { describe, expect, it } from 'vitest'
import { Flow, formatProblem, readFlow } from '../../src/index.ts'

const read = (text: string) => readFlow(text, { file: 'flow.yml' })
const mistakes = (text: string) => read(text).problems.map((one) => `${one.code} ${formatProblem(one)}`)

describe('mistakes', () => {
  it('are reported all at once, each with its position', () => {
    expect(
      mistakes(`name: my search
version: 2
optimize: full
with: { timeout_ready: soon, polling: { /index: some }, bind: 127.0.0.1 }
pods:
  1st: {}
  gateway-: { replica: 3 }
  encode: { replicas: three, needs: gatway }
  tag:
    restart: { policy: on_failure, max: -1 }
    volumes: [./a:/a, 5]
    host: 10.0.0.7
  self: { needs: self }
  join: { needs: [tag, encode, nobody] }
returns: nothing
`),
    ).toEqual([
      'CONFIG_OPTION flow.yml:1:7 name: expected a name of letters, digits, ".", "_" and "-", got "my search"',
      'CONFIG_VERSION flow.yml:2:10 version: expected 1, got 2',
      'CONFIG_OPTION_UNKNOWN flow.yml:3:1 optimize: there is no "optimize" at the top of a flow file',
      'CONFIG_OPTION flow.yml:4:24 with.timeout_ready: expected a duration such as 500ms, 30s or 5m, or a whole number of milliseconds from 1, got "soon"',
      'CONFIG_OPTION flow.yml:4:49 with.polling./index: expected any, all, or one of them by endpoint, such as { /index: any, default: all }, got "some"',
      'CONFIG_OPTION flow.yml:4:63 with.bind: expected 0.0.0.0, got "127.0.0.1"',
      'TOPOLOGY_BAD_NAME flow.yml:6:3 pods.1st: "1st" cannot be the name of a Pod',
      'CONFIG_OPTION_UNKNOWN flow.yml:7:15 pods.gateway-.replica: there is no option "replica"',
      'CONFIG_OPTION flow.yml:8:23 pods.encode.replicas: expected a whole number from 1 to 65535, got "three"',
      'TOPOLOGY_UNKNOWN_POD flow.yml:8:37 pods.encode.needs: "encode" needs "gatway", which is not a Pod of this Flow',
      'CONFIG_OPTION flow.yml:10:41 pods.tag.restart.max: expected on_failure, never, or a mapping such as { policy: on_failure, max: 5, window: 60s }, got -1',
      'CONFIG_OPTION flow.yml:11:23 pods.tag.volumes[1]: expected a list of source:target or source:target:ro, got 5',
      'CONFIG_HOST flow.yml:12:11 pods.tag.host: "tag" should run on 10.0.0.7, but Peaflow cannot start a process there',
      'TOPOLOGY_SELF flow.yml:13:18 pods.self.needs: "self" needs itself',
      'TOPOLOGY_UNKNOWN_POD flow.yml:14:32 pods.join.needs[2]: "join" needs "nobody", which is not a Pod of this Flow',
      `TOPOLOGY_UNKNOWN_POD flow.yml:15:10 returns: "nothing" is not a Pod of this Flow, so its answer cannot be the Flow's`,
    ])
  })

  const rows: [what: string, text: string, ...problems: string[]][] = [
    ['not YAML', 'pods: { a: [', 'CONFIG_YAML flow.yml:1:13: unexpected end of the stream within a flow collection'],
    ['an empty file', '', 'CONFIG_FLOW_FILE flow.yml:1:1: the file is empty'],
    ['not a mapping', '- a', 'CONFIG_FLOW_FILE flow.yml:1:1: expected a mapping with `pods`'],
    ['no Pods', 'name: x', 'TOPOLOGY_EMPTY flow.yml:1:1 pods: the Flow has no Pods'],
    [
      'Pods that are not Pods',
      'pods: 5',
      'CONFIG_OPTION flow.yml:1:7 pods: expected a mapping of Pods by name, or a list of Pods',
    ],
    [
      'a Pod that is not a mapping',
      'pods: { a: 5 }',
      'CONFIG_OPTION flow.yml:1:12 pods.a: expected a mapping of options, got 5',
    ],
    ['a key twice', 'pods:\n  a: {}\n  a: {}', 'CONFIG_YAML flow.yml:3:3 pods: the key "a" appears twice'],
    [
      'a name twice',
      'pods: [{ name: a }, { name: a }]',
      'TOPOLOGY_NAME_IN_USE flow.yml:1:29 pods.a.name: there is already a Pod "a"',
    ],
    [
      'two names of one option',
      'pods: { a: { replicas: 1, shards: 2 } }',
      'CONFIG_OPTION flow.yml:1:27 pods.a.shards: "shards" and "replicas" are two names of one option',
    ],
    [
      'a cycle',
      'pods: { a: { needs: b }, b: { needs: a } }',
      'TOPOLOGY_CYCLE flow.yml:1:21 pods.a.needs: the Pods form a cycle: a -> b -> a',
    ],
    [
      'a join of one',
      'pods: [{ name: a }, { method: needs, needs: a }]',
      'TOPOLOGY_JOIN flow.yml:1:45 pods[1].needs: a join waits for at least two Pods',
    ],
    [
      'two documents',
      'pods: { a: }\n---\npods: { b: }',
      'CONFIG_YAML flow.yml:2:1: a flow file holds one YAML document',
    ],
    [
      'options that are not a mapping',
      'with: 5\npods: { a: }',
      'CONFIG_OPTION flow.yml:1:7 with: expected a mapping of options, got 5',
    ],
    [
      'an unknown method',
      'pods: [{ name: a, method: sub }]',
      'CONFIG_OPTION flow.yml:1:27 pods.a.method: expected add, join or needs, got "sub"',
    ],
    [
      'an answer that is not a name',
      'pods: { a: }\nreturns: [a]',
      'TOPOLOGY_UNKNOWN_POD flow.yml:2:10 returns: expected the name of the Pod whose answer is the Flow\'s, got ["a"]',
    ],
    [
      'a dangerous key',
      'pods: { a: { with: { __proto__: { x: 1 } } } }',
      'CONFIG_YAML flow.yml:1:22 pods.a.with: "__proto__" cannot be a key',
    ],
    [
      'a dangerous name of a Pod',
      'pods: { __proto__: { replicas: 2 }, b: {} }',
      'CONFIG_YAML flow.yml:1:9 pods: "__proto__" cannot be a key',
    ],
    [
      'data that contains itself',
      'pods: { a: { with: &a { b: *a } } }',
      'CONFIG_YAML flow.yml:1:28 pods.a.with: the data contains itself',
    ],
  ]
  it.each(rows)('%s', (_what, text, ...problems) => expect(mistakes(text)).toEqual(problems))

  it('cannot pollute an object', () => {
    read('pods: { a: { with: { constructor: { prototype: { polluted: 1 } }, __proto__: { polluted: 1 } } } }')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('are thrown by fromYaml: a single one as itself, several as a list, with all of them as the cause', () => {
    const one = 'pods: { a: { replicas: 0 } }'
    expect(() => Flow.fromYaml(one, { file: 'f.yml' })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_OPTION',
        message: 'f.yml:1:24 pods.a.replicas: expected a whole number from 1 to 65535, got 0',
        cause: [expect.objectContaining({ line: 1, column: 24 })],
      }),
    )
    expect(() => Flow.fromYaml(`${one}\nname: a b`)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_FLOW_FILE',
        message: expect.stringMatching(/^the flow file has 2 mistakes:\n {2}flow file:1:24 .*\n {2}flow file:2:7 /),
        cause: [expect.objectContaining({ line: 1 }), expect.objectContaining({ line: 2 })],
      }),
    )
  })
})
