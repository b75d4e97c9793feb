import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, type FlowOptions, type PodOptions, readFlow } from '../../src/index.ts'
import { engineAddress } from '../../src/settings/engine-address.ts'

const remote: PodOptions = { name: 'encode', image: 'acme/encoder:1.2', host: 'far' }

const planOf = (pod: PodOptions, ofFlow: FlowOptions = {}) =>
  buildFlow(new Flow({ hostname: 'here', ...ofFlow }).add({ ...remote, ...pod }))

const enginesOf = (pod: PodOptions, ofFlow: FlowOptions = {}) =>
  planOf(pod, ofFlow).peas.flatMap(({ role, container }) => (role === 'replica' ? [container?.dockerHost] : []))

describe('the Engine of a container', () => {
  const rows: [machine: string | null, dockerHost: string | undefined, address: string | undefined][] = [
    [null, undefined, undefined],
    [null, 'unix:///run/user/1000/docker.sock', 'unix:///run/user/1000/docker.sock'],
    [null, 'tcp://{host}:2376', undefined],
    ['far', undefined, 'ssh://far'],
    ['fd00::7', undefined, 'ssh://[fd00::7]'],
    ['far', 'context://far-away', 'context://far-away'],
    ['far', 'tcp://{host}:2376', 'tcp://far:2376'],
    ['fd00::7', 'tcp://{host}:2376', 'tcp://[fd00::7]:2376'],
  ]

  it.each(rows)('on %s with docker_host %s is %s', (machine, dockerHost, address) => {
    expect(engineAddress(machine, dockerHost)).toBe(address)
  })

  it('is in the plan, for each replica the one of its machine', () => {
    expect(enginesOf({})).toEqual(['ssh://far'])
    expect(enginesOf({ host: ['a', 'localhost', 'b'], replicas: 4 })).toEqual([
      'ssh://a',
      undefined,
      'ssh://b',
      'ssh://a',
    ])
    expect(enginesOf({ host: ['a', 'b'], replicas: 2 }, { dockerHost: 'tcp://{host}:2376' })).toEqual([
      'tcp://a:2376',
      'tcp://b:2376',
    ])
    expect(enginesOf({ dockerHost: 'context://far' }, { dockerHost: 'tcp://{host}:2376' })).toEqual(['context://far'])
  })

  it('is absent if another runtime runs the container, or if the Pod is external', () => {
    expect(enginesOf({ runtime: 'acme-runtime' })).toEqual([undefined])
    expect(enginesOf({ external: true })).toEqual([undefined])
  })
})

describe('a container on another machine cannot have', () => {
  const rows: [what: string, code: string, message: string, pod: PodOptions, ofFlow?: FlowOptions][] = [
    [
      'a folder of this machine',
      'CONFIG_REMOTE_FILE',
      '"encode" mounts ./models:/models:ro, a path of this machine, but runs on far',
      { volumes: ['cache:/cache', './models:/models:ro'] },
    ],
    ['the home of this machine', 'CONFIG_REMOTE_FILE', '"encode" mounts ~/m:/m', { volumes: ['~/m:/m'] }],
    ['a folder that the Flow mounts', 'CONFIG_REMOTE_FILE', '"encode" mounts ../m:/m', {}, { volumes: ['../m:/m'] }],
    [
      'one Engine on two machines',
      'CONFIG_HOST',
      '"encode" runs on a and b, but ssh://a is a single Engine',
      { host: ['a', 'b'], dockerHost: 'ssh://a' },
    ],
    [
      'one Engine on this machine and another',
      'CONFIG_HOST',
      '"encode" runs on a and localhost, but ssh://a is a single Engine',
      { host: ['a', 'localhost'] },
      { dockerHost: 'ssh://a' },
    ],
    [
      'an Engine of another machine without a host',
      'CONFIG_HOST',
      '"encode" has no host, but its Engine at tcp://far:2376 runs containers on far',
      { host: undefined },
      { dockerHost: 'tcp://far:2376' },
    ],
  ]

  it.each(rows)('%s', (_what, code, message, pod, ofFlow) => {
    expect(() => planOf(pod, ofFlow)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  })

  const fine: [what: string, pod: PodOptions][] = [
    ['a folder of that machine', { volumes: ['/data/models:/models:ro'] }],
    ['a named volume', { volumes: ['models:/models'] }],
    ['an executor, which may be one of its image', { uses: './encode.js' }],
    ['a built-in executor', { uses: '_merge' }],
    ['an external Pod', { external: true, uses: './encode.js', volumes: ['./models:/models'] }],
    ['an Engine of this machine by its address', { host: undefined, dockerHost: 'tcp://127.0.0.1:2375' }],
    ['an Engine of this machine by its socket', { host: undefined, dockerHost: 'unix:///run/user/1000/docker.sock' }],
    ['an Engine that its context knows', { host: ['far', 'far'], dockerHost: 'context://far' }],
  ]

  it.each(fine)('but may have %s', (_what, pod) => {
    expect(() => planOf(pod)).not.toThrow()
  })
})

it('a flow file has the positions of these mistakes', () => {
  const file = `pods:
  encode:
    image: acme/encoder:1.2
    host: far
    volumes:
      - cache:/cache
      - ./models:/models
  rank:
    image: acme/ranker:1
    docker_host: far:2376
`
  const { problems } = readFlow(file, { file: 'flow.yml' })
  expect(problems.map(({ code, path, line, column }) => [code, path, line, column])).toEqual([
    ['CONFIG_REMOTE_FILE', 'pods.encode.volumes[1]', 7, 9],
    ['CONFIG_OPTION', 'pods.rank.docker_host', 10, 18],
  ])
})
