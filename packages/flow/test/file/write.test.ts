// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of flow files look like this
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Flow, type FlowOptions, type PodOptions, type SharedOptions } from '../../src/index.ts'

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
const looksLikeYaml = fc.constantFrom(
  '$HOME',
  '${A:-b}',
  '$$',
  '1',
  'true',
  'null',
  '~',
  '<<',
  '*a',
  '&a',
  '!x',
  '# a',
  '- a',
  ' a ',
  'a: b',
  '5m',
)
const anyText = fc.oneof(text, looksLikeYaml)
const count = fc.integer({ min: 1, max: 65_535 })
const duration = fc.integer({ min: 1, max: 2 ** 31 - 1 })
const port = fc.integer({ min: 1, max: 60_000 })
const mode = fc.constantFrom('any', 'all')

/** Plain data, `__proto__` apart, which no file can hold. */
const data = fc
  .dictionary(anyText, fc.jsonValue({ depthSize: 'small' }))
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>)

const endpoint = fc.oneof(
  fc.constant('default'),
  fc.string().map((rest) => `/${rest}`),
)
const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.constantFrom('encoder-1', 'y'))
const volume = fc.constantFrom('./a b:/a', '/var/$X:/x:ro', 'models:/models', '~/m:/m:z', '/alone')

const shared = {
  replicas: count,
  polling: fc.oneof(mode, fc.dictionary(endpoint, mode)),
  concurrency: count,
  scheduling: fc.constantFrom('load_balance', 'round_robin'),
  timeoutReady: duration,
  timeoutAlive: duration,
  restart: fc.oneof(
    fc.constantFrom('on_failure', 'never'),
    fc.record({ policy: fc.constantFrom('on_failure', 'never'), max: count, window: duration }, { requiredKeys: [] }),
  ),
  retries: count,
  prefetch: count,
  workspace: anyText,
  pull: fc.constantFrom('missing', 'always', 'never'),
  env: fc.dictionary(anyText, fc.string()),
  envFile: fc.array(anyText, { maxLength: 2 }),
  volumes: fc.uniqueArray(volume, { maxLength: 3, selector: (text) => text.split(':')[1] }),
  dockerHost: fc.constantFrom('tcp://{host}:2376', 'context://far', 'unix:///x', 'ssh://me@localhost'),
} satisfies Record<Exclude<keyof SharedOptions, 'runtime'>, fc.Arbitrary<unknown>>

const podOptions = fc.record(
  {
    ...shared,
    uses: anyText,
    with: data,
    batch: fc.oneof(
      count,
      fc.record({ documents: count, within: fc.oneof(fc.constant(0), duration) }, { requiredKeys: ['documents'] }),
    ),
    usesBefore: anyText,
    usesAfter: anyText,
    image: fc.constantFrom('acme/encoder:1.2', 'ghcr.io/acme/encoder', `localhost:5000/enc@sha256:${'a'.repeat(64)}`),
    entrypoint: fc.array(anyText, { maxLength: 3 }),
    gpus: fc.oneof(fc.constant('all'), count),
    docker: data,
    memory: fc.integer({ min: 1, max: 2 ** 50 }),
    cpus: fc.double({ min: 0.01, max: 1000, noNaN: true }),
    user: anyText,
    external: fc.boolean(),
    portIn: port,
    portOut: port,
    hostIn: host,
    hostOut: host,
    timeoutRequest: duration,
    needs: fc.constantFrom('gateway', ['gateway', 'first'], 'later', ['later', 'first']),
    sendTo: fc.constantFrom('end', ['end']),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<PodOptions>

const flowOptions = fc.record(
  {
    ...shared,
    name: fc.constantFrom('search', '1-a.b'),
    optimize: fc.constantFrom('none', 'ignore_gateway', 'full'),
    timeoutRequest: duration,
    hostname: host,
    bind: fc.constant('0.0.0.0'),
    runtime: fc.constantFrom('process', 'thread', 'docker', 'acme-runtime'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<FlowOptions>

describe('toYaml', { timeout: 600_000 }, () => {
  it('writes what fromYaml reads as the same Flow, whatever its options', () => {
    const answers = fc.constantFrom('end', 'later', 'pod0')
    const pods = fc.array(podOptions, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(flowOptions, pods, answers, (options, pods, answer) => {
        const first = new Flow(options).add({ name: 'first', sendTo: pods.length > 2 ? 'gateway' : undefined })
        const built = pods.reduce((flow: Flow, pod) => flow.add(pod), first)
        const flow = built.add({ name: 'later', needs: 'gateway' }).last('pod0').add({ name: 'end' }).last(answer)
        const read = Flow.fromYaml(flow.toYaml())
        expect(read.equals(flow)).toBe(true)
        expect(read.toYaml()).toBe(flow.toYaml())
      }),
      { numRuns: 150 },
    )
  })

  it('writes only what differs from the defaults', () => {
    const flow = new Flow({ name: 'flow', optimize: 'full', replicas: 2 })
      .add({ name: 'a', uses: '_pass', replicas: 2, needs: 'gateway', external: false })
      .add({ name: 'b', replicas: 1, timeoutReady: 90_000, restart: { window: 60_000 }, needs: ['a'] })
      .add({ name: 'c', needs: ['a', 'b'], volumes: ['./a:/a'] })
    expect(flow.last('b').toYaml()).toBe(`version: 1
with:
  replicas: 2
pods:
  a: {}
  b:
    replicas: 1
    timeout_ready: 90s
  c:
    volumes: ./a:/a
    needs:
      - a
      - b
returns: b
`)
  })
})
