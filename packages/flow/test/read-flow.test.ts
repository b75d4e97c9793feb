// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of flow files look like this
import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, type FlowProblem, formatProblem, readFlow } from '../src/index.ts'

const read = (text: string, env = {}) => readFlow(text, { env, file: 'flow.yml' })
const lines = (problems: readonly FlowProblem[]) => problems.map((one) => `${one.code} ${formatProblem(one)}`)
const mistakes = (text: string) => lines(read(text).problems)

describe('readFlow', () => {
  it('reads the flow file of the design', () => {
    const { flow, problems, warnings } = read(`
name: search
version: 1
with: { optimize: full, timeout_ready: 30s }
pods:
  segment: { uses: ./segment.js }
  encode:
    image: \${REGISTRY:-acme}/encoder:1.2
    replicas: 3
    volumes: [./models:/models:ro]
  tag: { uses: ./tag.js, needs: segment }
  both: { needs: [encode, tag], uses: _merge }
`)
    expect([...problems, ...warnings]).toEqual([])
    const same = new Flow({ name: 'search' })
      .add({ name: 'segment', uses: './segment.js' })
      .add({ name: 'encode', image: 'acme/encoder:1.2', replicas: 3, volumes: ['./models:/models:ro'] })
      .add({ name: 'tag', uses: './tag.js', needs: 'segment' })
      .join(['encode', 'tag'], { name: 'both' })
    expect(flow?.equals(same)).toBe(true)
  })

  it('reads Pods from a list too, named or not', () => {
    const { flow } = read('pods: [{ name: a }, { replicas: 2 }, { method: join, needs: [a, pod0] }]')
    expect(flow?.equals(new Flow().add({ name: 'a' }).add({ replicas: 2 }).join(['a', 'pod0']))).toBe(true)
  })

  it('accepts a Pod without options, and options without values', () => {
    const { flow } = read('pods:\n  a:\n  b: {}\n  c: { replicas: , uses: ~ }\nwith:\n')
    expect(flow?.equals(new Flow().add({ name: 'a' }).add({ name: 'b' }).add({ name: 'c' }))).toBe(true)
  })

  it('takes the answer from the Pod that is named', () => {
    const { flow, warnings } = read('pods: { a: , b: }\nreturns: a')
    expect(flow && buildFlow(flow).pods.at(-1)?.needs).toEqual(['a'])
    expect(lines(warnings)).toEqual([
      `TOPOLOGY_SIDE_BRANCH flow.yml:1:14 pods.b: no path leads from "b" to "a", whose answer is the Flow's, so no request waits for its results`,
    ])
  })

  it('turns durations and sizes into numbers', () => {
    const { flow } = read(`
with: { timeout_request: 2m, restart: { window: 1h } }
pods: { a: { timeout_ready: 1500ms, timeout_request: 250, image: x, memory: 64MB }, b: { timeout_ready: 0.5s } }
`)
    expect(flow?.options).toEqual({ timeoutRequest: 120_000, restart: { window: 3_600_000 } })
    expect(flow?.pods[0]?.options).toEqual({ timeoutReady: 1500, timeoutRequest: 250, image: 'x', memory: 67_108_864 })
    expect(flow?.pods[1]?.options).toEqual({ timeoutReady: 500 })
  })

  it('accepts words in any case, and lists in their short forms', () => {
    const { flow } = read(`
with: { optimize: IGNORE_GATEWAY }
pods: { a: { polling: { /index: ANY, default: All }, image: x, env: [A=1, B=x=y], entrypoint: node main.js, pull: NEVER } }
`)
    expect(flow?.options).toEqual({ optimize: 'ignore_gateway' })
    expect(flow?.pods[0]?.options).toEqual({
      polling: { '/index': 'any', default: 'all' },
      image: 'x',
      env: { A: '1', B: 'x=y' },
      entrypoint: ['node', 'main.js'],
      pull: 'never',
    })
  })

  it('merges what aliases and "<<" stand for', () => {
    const { flow, problems } = read(`
x-fast: &fast { replicas: 3, retries: 2, with: { a: 1 } }
pods: { a: { <<: *fast, replicas: 4 }, b: { <<: [*fast], with: &with { b: 2 } }, c: { with: *with } }
`)
    expect(problems).toEqual([])
    expect(flow?.pods.map(({ options }) => options)).toEqual([
      { replicas: 4, retries: 2, with: { a: 1 } },
      { replicas: 3, retries: 2, with: { b: 2 } },
      { with: { b: 2 } },
    ])
  })
})

describe('variables', () => {
  const text = `
pods:
  a: { replicas: "\${COUNT}", image: "$IMAGE", external: "\${OUTSIDE:-false}", with: { plain: x$$y } }
  b:
    replicas: $COUNT
    with: { n: $COUNT, s: "$COUNT", on: $FLAG }
`
  it('are filled in, as numbers where a number belongs', () => {
    const { flow } = read(text, { COUNT: '3', IMAGE: '12', FLAG: 'true' })
    expect(flow?.pods.map(({ options }) => options)).toEqual([
      { replicas: 3, image: '12', external: false, with: { plain: 'x$y' } },
      { replicas: 3, with: { n: 3, s: '3', on: true } },
    ])
  })

  it('that are not set cause a warning, or a mistake if they are required', () => {
    const { problems, warnings } = read('pods: { a: { uses: "${MODULE:?name the module}", with: { key: x$KEY } } }')
    expect(lines(problems)).toEqual([
      'CONFIG_VARIABLE flow.yml:1:20 pods.a.uses: the variable MODULE must be set: name the module',
    ])
    expect(lines(warnings)).toEqual([
      'CONFIG_VARIABLE flow.yml:1:63 pods.a.with: the variable KEY is not set; an empty string replaces it',
    ])
  })
})

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
