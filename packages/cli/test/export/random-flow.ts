import { Flow, type PodOptions } from '@peaflow/flow'
import fc from 'fast-check'

/** A variable of the shell, whose value no file but a secret one may have. */
export const SECRET = { name: 'PASSWORD', value: 'correct-horse-battery' } as const

/** Where a Pod runs: in containers that join, or in the container of the Flow. */
const bodies: fc.Arbitrary<PodOptions> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom({ image: 'acme/encoder:1.2' }, { image: 'ghcr.io/acme/x', uses: 'x.js' }) },
  fc.constantFrom<PodOptions>({}, { uses: '_pass', runtime: 'thread' }, { uses: './here.js' }),
  fc.constant<PodOptions>({ external: true, host: '10.0.0.9', portIn: 6_000 }),
)

/** Options that every platform has. */
const options: fc.Arbitrary<PodOptions> = fc.record(
  {
    replicas: fc.integer({ min: 1, max: 4 }),
    polling: fc.constantFrom<NonNullable<PodOptions['polling']>>('any', 'all', { '/index': 'any', default: 'all' }),
    with: fc.constantFrom({ model: 'small', price: '$5 a $MONTH' }, { on: 'yes', text: 'a: b\n# c' }),
    batch: fc.constantFrom(8, { documents: 4, within: 5 }),
    concurrency: fc.integer({ min: 1, max: 4 }),
    scheduling: fc.constantFrom('load_balance', 'round_robin'),
    timeoutReady: fc.integer({ min: 1, max: 600_000 }),
    timeoutAlive: fc.integer({ min: 1, max: 60_000 }),
    timeoutRequest: fc.integer({ min: 1, max: 60_000 }),
    retries: fc.nat(5),
    prefetch: fc.integer({ min: 1, max: 9 }),
    collect: fc.boolean(),
    usesBefore: fc.constant('_pass'),
    usesAfter: fc.constant('_merge'),
    env: fc.constantFrom<Record<string, string>>(
      { MODE: 'fast' },
      { PRICE: '$5', ON: 'on' },
      { DB: `pw=${SECRET.value}` },
    ),
    workspace: fc.constant('./data'),
  },
  { requiredKeys: [] },
)

/** Options that only containers have. */
const containerOptions: fc.Arbitrary<PodOptions> = fc.record(
  {
    entrypoint: fc.constantFrom<readonly string[]>(['/start.sh', '--now']),
    cpus: fc.constantFrom(0.5, 2, 0.001),
    memory: fc.constantFrom(64 * 1_024 ** 2, 1_500_000_000),
    gpus: fc.constantFrom(0, 1, 2),
    user: fc.constantFrom('1000', '1000:1002', '0'),
    volumes: fc.constantFrom(['models:/models:ro'], ['cache:/cache', '/scratch']),
    pull: fc.constant<'missing'>('missing'),
  },
  { requiredKeys: [] },
)

const names = fc.uniqueArray(fc.constantFrom('a', 'A', 'a_b', 'a-b', '_x', 'flow', 'encode', 'x'.repeat(60), 'pod'), {
  minLength: 1,
  maxLength: 5,
})

/** Random Flows that can be exported: chains of Pods of every kind, joins at the end. */
export const exportedFlow: fc.Arbitrary<Flow> = fc
  .record({
    names,
    name: fc.constantFrom('search', 'My.Flow_1', '0'),
    pods: fc.array(fc.tuple(bodies, options, containerOptions), { minLength: 5, maxLength: 5 }),
    serving: fc.constantFrom({}, { grpc: 8_081 }, { token: 'a-token-of-ours', maxQueue: 3 }),
  })
  .map(({ names, name, pods, serving }) =>
    names.reduce(
      (flow, pod, index) =>
        flow.add({ ...podOf(pods[index], index), name: pod, ...(index === 2 && { needs: 'gateway' }) }),
      new Flow({ name, hostname: '10.0.0.1', ...serving }),
    ),
  )

/** One Pod at most is external: two of them cannot be neighbours. */
function podOf([body = {}, some = {}, container = {}]: readonly PodOptions[] = [], index: number): PodOptions {
  if (body.image !== undefined) return { ...some, ...container, ...body }
  if (body.external === true) return index === 1 ? body : {}
  const { polling: _p, ...rest } = some
  return { ...rest, ...body }
}

/** The same, in which Kubernetes chooses how many replicas a Pod has, wherever it can. */
export const autoscaledFlow: fc.Arbitrary<Flow> = exportedFlow.map((flow) =>
  flow.pods
    .filter(({ options: { image, polling = 'any' } }) => image !== undefined && polling === 'any')
    .reduce((before, { name }) => before.set(name, { replicas: { min: 2, max: 20 }, cpus: 0.5 }), flow),
)
