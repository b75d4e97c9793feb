import { describe, expect, it } from 'vitest'
import { buildFlow, Flow } from '../../src/index.ts'

const ab = new Flow().add({ name: 'encode' }).add({ name: 'rank' })

/** Options that the types do not allow. */
const untyped = (options: unknown): object => options as object

type Row = readonly [code: string, message: string, hint: string | undefined, make: () => unknown]

function each(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    it.each(rows)('%s: %s', (code, message, hint, make) => {
      expect(make).toThrow(expect.objectContaining({ name: 'FlowError', code, message, hint }))
    })
  })
}

const NAME = 'Letters, digits, "_" and "-", beginning with a letter or "_"'
const OTHER_NAME = 'Choose another name'

each('an error while a Flow is described', [
  [
    'TOPOLOGY_NAME_IN_USE',
    'there is already a Pod "rank"',
    `${OTHER_NAME}, or change that Pod with set()`,
    () => ab.add({ name: 'rank' }),
  ],
  ['TOPOLOGY_BAD_NAME', '"1st" cannot be the name of a Pod', NAME, () => ab.add({ name: '1st' })],
  ['TOPOLOGY_BAD_NAME', '"" cannot be the name of a Pod', NAME, () => ab.add({ name: '' })],
  ['TOPOLOGY_BAD_NAME', '"a/0" cannot be the name of a Pod', NAME, () => ab.join(['encode', 'rank'], { name: 'a/0' })],
  ['TOPOLOGY_BAD_NAME', '"__proto__" cannot be the name of a Pod', NAME, () => ab.add({ name: '__proto__' })],
  [
    'TOPOLOGY_RESERVED_NAME',
    'no Pod can be named "gateway": that is where data enters and leaves the Flow',
    OTHER_NAME,
    () => ab.add({ name: 'gateway' }),
  ],
  [
    'TOPOLOGY_SELF',
    '"a" needs itself',
    'Data goes one way through a Flow: name another Pod',
    () => ab.add({ name: 'a', needs: ['rank', 'a'] }),
  ],
  [
    'TOPOLOGY_SELF',
    '"a" sends to itself',
    'Data goes one way through a Flow: name another Pod',
    () => ab.add({ name: 'a', sendTo: 'a' }),
  ],
  [
    'TOPOLOGY_JOIN',
    'a join waits for at least two Pods, and this one was given only "rank"',
    'List every Pod whose answer it waits for, or use add() for a single one',
    () => ab.join(['rank', 'rank']),
  ],
  [
    'TOPOLOGY_JOIN',
    'a join waits for at least two Pods, and this one was given none',
    'List every Pod whose answer it waits for, or use add() for a single one',
    () => ab.join([]),
  ],
  ['TOPOLOGY_UNKNOWN_POD', 'there is no Pod "rnak" in this Flow', 'Did you mean "rank"?', () => ab.set('rnak', {})],
  ['TOPOLOGY_UNKNOWN_POD', 'there is no Pod "index" in this Flow', 'Pods: encode, rank', () => ab.remove('index')],
  [
    'TOPOLOGY_UNKNOWN_POD',
    'there is no Pod "index" in this Flow',
    'The Flow has no Pods yet',
    () => new Flow().last('index'),
  ],
  [
    'CONFIG_OPTION_UNKNOWN',
    'Pod "a": replica: there is no option "replica"',
    'Did you mean "replicas"?',
    () => ab.add(untyped({ name: 'a', replica: 2 })),
  ],
  [
    'CONFIG_OPTION_UNKNOWN',
    'Pod "a": host_in: there is no option "host_in"',
    'Did you mean "hostIn"?',
    () => ab.add(untyped({ name: 'a', host_in: 'x' })),
  ],
  [
    'CONFIG_OPTION_UNKNOWN',
    'the Flow: optimise: there is no option "optimise"',
    'Did you mean "optimize"?',
    () => new Flow(untyped({ optimise: 'full' })),
  ],
  [
    'CONFIG_OPTION',
    'Pod "a": replicas: expected a whole number from 1 to 65535, got 0',
    undefined,
    () => ab.add({ name: 'a', replicas: 0 }),
  ],
  [
    'CONFIG_OPTION',
    'Pod "rank": replicas: expected a whole number from 1 to 65535, got 1.5',
    undefined,
    () => ab.set('rank', { replicas: 1.5 }),
  ],
  [
    'CONFIG_OPTION',
    'an unnamed Pod: needs: expected the name of a Pod, or a list of names, got 5',
    undefined,
    () => ab.add(untyped({ needs: 5 })),
  ],
  [
    'CONFIG_OPTION',
    'Pod "a": recvFrom: needs and recvFrom are two names of one option',
    'Remove one of them',
    () => ab.add({ name: 'a', needs: 'rank', recv_from: 'encode' }),
  ],
  [
    'CONFIG_OPTION',
    'Pod "a": with.model.date: expected a mapping of plain data, got "1970-01-01T00:00:00.000Z"',
    undefined,
    () => ab.add({ name: 'a', with: { model: { date: new Date(0) } } }),
  ],
  [
    'CONFIG_OPTION',
    'the Flow: name: expected a name of letters, digits, ".", "_" and "-", got "a b"',
    undefined,
    () => new Flow({ name: 'a b' }),
  ],
  [
    'CONFIG_OPTION',
    'Pod "a": portControl: "a" is started by Peaflow, so it has no control port of its own',
    'Remove it, or set `external: true`',
    () => ab.add({ name: 'a', portControl: 5000 }),
  ],
  [
    'CONFIG_HOST',
    '"a" should run on 10.0.0.7, but Peaflow cannot start a process there',
    'Start it there yourself and set `external: true`; or give it an `image`, which the Docker Engine there can run; or remove `host` to run it here',
    () => ab.add({ name: 'a', host: '10.0.0.7' }),
  ],
  [
    'CONFIG_WRONG_RUNTIME',
    '"a" has the image x, but the runtime thread runs no containers',
    'Remove `runtime` or `image`',
    () => ab.add({ name: 'a', image: 'x', runtime: 'thread' }),
  ],
  [
    'CONFIG_WRONG_RUNTIME',
    '"a" has the runtime docker, but no image',
    'Give it an `image`',
    () => ab.add({ name: 'a', runtime: 'docker' }),
  ],
  [
    'CONFIG_WRONG_RUNTIME',
    '"a" has a function as its executor, which runs only in the process that starts the Flow',
    'Put the function in a module and name its path, or set `runtime: inline`',
    () => ab.add({ name: 'a', uses: () => [], runtime: 'process' }),
  ],
])

each('an error when a Flow is built', [
  ['TOPOLOGY_EMPTY', 'the Flow has no Pods', 'Add one: { name: hello, uses: ./hello.js }', () => buildFlow(new Flow())],
  [
    'TOPOLOGY_UNKNOWN_POD',
    '"a" needs "encoder", which is not a Pod of this Flow',
    'Did you mean "encode"?',
    () => buildFlow(ab.add({ name: 'a', needs: 'encoder' })),
  ],
  [
    'TOPOLOGY_UNKNOWN_POD',
    '"a" sends to "gatway", which is not a Pod of this Flow',
    'Did you mean "gateway"?',
    () => buildFlow(ab.add({ name: 'a', sendTo: 'gatway' })),
  ],
  [
    'TOPOLOGY_CYCLE',
    'the Pods form a cycle: encode -> rank -> a -> encode',
    'Data goes one way through a Flow: remove one of these edges',
    () => buildFlow(ab.add({ name: 'a', sendTo: 'encode' })),
  ],
  [
    'TOPOLOGY_TWO_ANSWERS',
    '"encode" and "rank" both send to the gateway, but a Flow has one answer',
    "Join them: join(['encode', 'rank'])",
    () => buildFlow(ab.set('encode', { sendTo: 'gateway' }).set('rank', { sendTo: 'gateway' })),
  ],
])

it('runs a Pod here whose host is this machine', () => {
  for (const host of ['localhost', '127.0.0.1', '0.0.0.0'])
    expect(buildFlow(ab.set('rank', { host })).peas[1]?.host).toBeNull()
})
