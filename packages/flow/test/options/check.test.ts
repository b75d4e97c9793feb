import { expect, it } from 'vitest'
import { buildFlow, Flow } from '../../src/index.ts'

const ab = new Flow().add({ name: 'encode' }).add({ name: 'rank' })

/** A value that the types do not allow. */
const untyped = (value: unknown): never => value as never

const NAME = 'Letters, digits, "_" and "-", beginning with a letter or "_"'

type Row = readonly [code: string, message: string, hint: string | undefined, make: () => unknown]

const rows: readonly Row[] = [
  ...[null, 'rank', 5, ['rank']].map(
    (given): Row => [
      'CONFIG_OPTION',
      `an unnamed Pod: expected an object of options, got ${JSON.stringify(given)}`,
      undefined,
      () => ab.add(untyped(given)),
    ],
  ),
  [
    'CONFIG_OPTION',
    'Pod "rank": expected an object of options, got null',
    undefined,
    () => ab.set('rank', untyped(null)),
  ],
  [
    'CONFIG_OPTION',
    'an unnamed Pod: expected an object of options, got null',
    undefined,
    () => ab.join(['encode', 'rank'], untyped(null)),
  ],
  [
    'CONFIG_OPTION',
    'the Flow: expected an object of options, got "search"',
    undefined,
    () => new Flow(untyped('search')),
  ],
  [
    'CONFIG_OPTION',
    'Pod "rank": name: a Pod keeps the name under which it was added',
    'Remove it with remove(), and add another',
    () => ab.set('rank', untyped({ name: 'sort' })),
  ],
  ['TOPOLOGY_BAD_NAME', 'null cannot be the name of a Pod', NAME, () => ab.add(untyped({ name: null }))],
  ['TOPOLOGY_UNKNOWN_POD', 'there is no Pod "gateway" in this Flow', 'Pods: encode, rank', () => ab.last('gateway')],
  [
    'CONFIG_OPTION',
    'Pod "a": replicas: expected a whole number from 1 to 65535, got NaN',
    undefined,
    () => ab.add({ name: 'a', replicas: Number.NaN }),
  ],
  [
    'CONFIG_OPTION',
    'Pod "a": polling.index: expected any, all, or one of them by endpoint, such as { /index: any, default: all }, got the key "index"',
    undefined,
    () => ab.add({ name: 'a', polling: { index: 'all' } }),
  ],
  ...['10.0.0.7:5000', 'tcp://10.0.0.7', 'encoder one', ''].map(
    (host): Row => [
      'CONFIG_OPTION',
      `Pod "a": host: expected an IP or DNS name without a port, or a list of them, got "${host}"`,
      undefined,
      () => ab.add({ name: 'a', external: true, host }),
    ],
  ),
  [
    'CONFIG_VOLUME',
    'Pod "a": volumes.1: "./b:b" is not a volume: its target b is relative',
    'Write ./b:/b',
    () => ab.add({ name: 'a', image: 'x', volumes: ['./a:/a', './b:b'] }),
  ],
  [
    'CONFIG_OPTION',
    'Pod "a": with.f: expected a mapping of plain data, got a function',
    undefined,
    () => ab.add({ name: 'a', with: { f: () => 1 } }),
  ],
  [
    'CONFIG_OPTION',
    'Pod "a": with.n: expected a mapping of plain data, got 1',
    undefined,
    () => ab.add({ name: 'a', with: { n: 1n } }),
  ],
  [
    'CONFIG_FLOW_FILE',
    'expected the content of a flow file as a string, got null',
    "Read the file as text: await readFile('flow.yml', 'utf8')",
    () => Flow.fromYaml(untyped(null)),
  ],
  [
    'CONFIG_OPTION',
    'buildFlow: optimize: expected none, ignore_gateway or full, got "fast"',
    undefined,
    () => buildFlow(ab, untyped({ optimize: 'fast' })),
  ],
  [
    'CONFIG_OPTION_UNKNOWN',
    'buildFlow: optimise: there is no option "optimise"',
    'Did you mean "optimize"?',
    () => buildFlow(ab, untyped({ optimise: 'full' })),
  ],
]

it.each(rows)('refuses, with %s: %s', (code, message, hint, make) => {
  expect(make).toThrow(expect.objectContaining({ name: 'FlowError', code, message, hint }))
})

it.each([null, undefined, 'rank', {}])('is not equal to a value that is not a Flow: %s', (other) => {
  expect(ab.equals(untyped(other))).toBe(false)
})

it.each(['fe80::1', '::1', '::ffff:10.0.0.7', 'encoder-1', 'a_b', 'encoder.example.'])(
  'accepts %s as a host',
  (host) => {
    expect(ab.set('rank', { external: true, host }).pods[1]?.options.host).toEqual([host])
  },
)

it('refuses data that contains itself', () => {
  const data: Record<string, unknown> = {}
  data.data = data
  expect(() => ab.add({ with: data })).toThrow(expect.objectContaining({ code: 'CONFIG_OPTION' }))
})

it('accepts a number for a user', () => {
  expect(ab.set('rank', { image: 'x', user: untyped(1000) }).pods[1]?.options.user).toBe('1000')
})
