// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of flow files look like this
import { describe, expect, it } from 'vitest'
import { Flow, type PodOptions, readFlow } from '../../../src/index.ts'

const findings = (text: string, env = {}) => {
  const { flow, problems, warnings } = readFlow(text, { env })
  const show = ({ code, line, column, path, message }: (typeof problems)[number]) =>
    `${code} ${line}:${column} ${path}: ${message}`
  return { flow, problems: problems.map(show), warnings: warnings.map(show), all: [...problems, ...warnings] }
}

describe('a file that is marked as one of Jina’s', () => {
  it('warns once of a key, however many Pods have it, and says what to do instead', () => {
    const { problems, warnings, all } = findings(`jtype: Flow
with: { port_expose: 1, protocol: http, prefetch: 10 }
pods:
  - { name: a, read_only: true, uses: a.yml, docker-kwargs: { x: 1 } }
  - { name: b, read_only: true, timeout_ready: -1 }
  - { name: c, read_only: true, timeout_ready: '-1' }
`)
    expect(problems).toEqual([])
    expect(warnings).toEqual([
      'CONFIG_JINA_KEY 2:51 with.prefetch: "prefetch" limits the requests in Jina\'s gateway, which Peaflow does not; it is ignored',
      'CONFIG_JINA_KEY 4:16 pods.a.read_only: "read_only" is an option of Jina that Peaflow does not have; it is ignored, here and 2 more times',
      'CONFIG_JINA_KEY 4:46 pods.a.docker-kwargs: "docker-kwargs" is an option of Jina that Peaflow does not have; it is ignored',
      'CONFIG_JINA_KEY 5:48 pods.b.timeout_ready: "timeout_ready: -1" means no limit; it is read as 576h, here and once more',
    ])
    expect(all.every(({ hint }) => hint !== undefined)).toBe(true)
  })

  const rows: [what: string, pod: string, same: PodOptions][] = [
    ['a built-in that passes', 'uses: _logforward', { uses: '_pass' }],
    ['a built-in that merges', 'uses: _merge_topk_chunks', { uses: '_merge' }],
    [
      'a reducer',
      'shards: 2, polling: ALL, uses_reducing: _merge_all',
      { replicas: 2, polling: 'all', usesAfter: '_merge' },
    ],
    [
      'a reducer beside what follows it',
      'shards: 2, polling: all, uses_reducing: _merge_all, uses_after: ./x.js',
      { replicas: 2, polling: 'all', usesAfter: './x.js' },
    ],
    ['an image by its prefix', 'uses: docker://acme/enc:1', { image: 'acme/enc:1' }],
    ['a bare image of the Hub', 'uses: jinahub/pod.encoder.x:0.1', { image: 'jinahub/pod.encoder.x:0.1' }],
    ['an executor in a folder that is called jinahub', 'uses: jinahub/enc.yml', { uses: 'jinahub/enc.yml' }],
    ['what runs in an image', 'uses: jinaai/enc, uses_internal: e.yml', { image: 'jinaai/enc', uses: 'e.yml' }],
    ['arguments', 'uses_with: { a: 1, b: 1 }, override_with: { b: 2 }', { with: { a: 1, b: 2 } }],
    ['a class with arguments', 'uses: { jtype: Enc, with: { a: 1 } }', { uses: 'Enc', with: { a: 1 } }],
    ['a volume without a target', 'image: x, volumes: ./data', { image: 'x', volumes: ['./data:/data'] }],
    ['a volume that has no ./', 'image: x, volumes: [a/b:/b]', { image: 'x', volumes: ['./a/b:/b'] }],
    ['one shard', 'replicas: 3, shards: 1', { replicas: 3 }],
    ['one replica', 'replicas: 1, parallel: 3', { replicas: 3 }],
    ['a variable', 'parallel: "${{ ENV.N }}"', { replicas: 4 }],
    ['words in capitals', 'polling: ANY, runtime: THREAD', { polling: 'any', runtime: 'thread' }],
  ]

  it.each(rows)('reads %s', (_what, pod, same) => {
    const { flow, problems } = findings(`!Flow\npods: { a: { ${pod} } }`, { N: '4' })
    expect(problems).toEqual([])
    expect(flow?.pods[0]?.options).toEqual(new Flow().add(same).pods[0]?.options)
    expect(flow !== undefined && Flow.fromYaml(flow.toYaml()).equals(flow)).toBe(true)
  })

  const wrong: [what: string, pod: string, problem: string][] = [
    [
      'replicas of shards',
      'replicas: 2, shards: 3',
      'CONFIG_OPTION 2:35 pods.a.shards: "replicas" is 2 and "shards" is 3, but Peaflow has no replicas of shards',
    ],
    [
      'code of the Hub',
      'uses: jinahub://Encoder',
      "CONFIG_JINA_EXECUTOR 2:20 pods.a.uses: jinahub://Encoder is code in Jina's Hub, which Peaflow cannot fetch",
    ],
    [
      'an image as a head',
      'uses_before: docker://x',
      'CONFIG_JINA_EXECUTOR 2:27 pods.a.uses_before: docker://x is an image, but the head and the tail of a Pod run outside of containers',
    ],
    [
      'an executor without a class',
      'uses: { with: {} }',
      'CONFIG_JINA_EXECUTOR 2:20 pods.a.uses: an executor cannot be described in the flow file',
    ],
    [
      'two executors of a tail',
      'uses_after: a.js, uses_reducing: b.js',
      'CONFIG_OPTION 2:47 pods.a.uses_reducing: "uses_reducing" would be a second executor of the tail',
    ],
    [
      'a variable that is not set',
      'image: $NONE, host: $NONE',
      'CONFIG_VARIABLE 2:21 pods.a.image: the variable NONE is not set',
    ],
  ]

  it.each(wrong)('refuses %s', (_what, pod, problem) => {
    const { problems, all } = findings(`!Flow\npods: { a: { ${pod} } }`)
    expect(problems).toEqual([problem])
    expect(all.every(({ hint }) => hint !== undefined)).toBe(true)
  })

  it('reads an image that only the Hub knew under its name in lower case, and says so', () => {
    const { flow, warnings } = findings(
      '!Flow\npods: { a: { uses: jinahub+docker://CLIPEncoder/v0.2 }, b: { uses: jinaai+docker://Me/Enc:Latest } }',
    )
    expect(flow?.pods.map(({ options }) => options.image)).toEqual(['jinahub/clipencoder:v0.2', 'jinaai/me/enc:Latest'])
    expect(warnings.map((warning) => warning.split(': ')[0])).toEqual([
      'CONFIG_JINA_KEY 2:20 pods.a.uses',
      'CONFIG_JINA_KEY 2:68 pods.b.uses',
    ])
  })

  it('takes an inspecting Pod, and a floating one, as a side branch', () => {
    const { flow } = findings(
      'jtype: Flow\npods: [{ name: a }, { name: look, method: inspect }, { name: b }, { name: c, floating: true }]',
    )
    const same = new Flow()
      .add({ name: 'a' })
      .add({ name: 'look' })
      .last('a')
      .add({ name: 'b' })
      .add({ name: 'c' })
      .last('b')
    expect(flow?.equals(same)).toBe(true)
  })

  it('takes executors as Pods, and variables and a name from where Jina has them', () => {
    const { flow, problems } = findings(
      'jtype: Flow\nenv: { A: 1.10 }\nwith: { name: search }\ngateway: { port: 1 }\njcloud: {}\nexecutors: [{ name: a }, {}]',
    )
    expect(problems).toEqual([])
    expect(flow?.options).toEqual({ name: 'search', env: { A: '1.10' } })
    expect(flow?.pods.map(({ name }) => name)).toEqual(['a', 'pod0'])
  })

  it('takes a Deployment as a Flow of one Pod', () => {
    const { flow, problems, warnings } = findings(
      'jtype: Deployment\nwith: { name: enc, uses: ./enc.js, replicas: 2, port: 1, protocol: http }',
    )
    expect(problems).toEqual([])
    expect(warnings).toHaveLength(2)
    expect(flow?.equals(new Flow().add({ name: 'enc', uses: './enc.js', replicas: 2 }))).toBe(true)
    expect(findings('jtype: Deployment\nwith: { replica: 2 }').problems).toEqual([
      'CONFIG_OPTION_UNKNOWN 2:9 with.replica: there is no option "replica"',
    ])
  })

  it('is not marked by a key alone, so that a variable that is not set is a warning', () => {
    expect(readFlow('pods: { a: { uses: $NONE/x.js } }')).toMatchObject({ isJina: false, problems: [] })
    expect(readFlow('!Flow\npods: { a: {} }').isJina).toBe(true)
  })
})
