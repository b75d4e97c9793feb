import { Flow, type FlowOptions, type PodOptions } from '@peaflow/flow'
import { type Platform, POD_OPTION_RULES } from '@peaflow/manifests'
import { describe, expect, it } from 'vitest'
import { OF_THIS_MACHINE } from '../../src/export/exported-flow.ts'
import { PLATFORMS, planned, rowsAbout } from './planned.ts'

type There = readonly [kubernetes: string | undefined, swarm: string | undefined, compose: string | undefined]

const AS_HERE: There = [undefined, undefined, undefined]

/** The same on each platform. */
const each = (there: string): There => [there, there, there]

/** One text for Kubernetes, and one for services. */
const services = (kubernetes: string, other: string): There => [kubernetes, other, other]

const LIMITS = services('requests and limits of the container', 'deploy.resources.limits of the service')
const ENV = services(
  'variables of the container; what comes from the shell or a file is in the Secret',
  'variables of the container; what comes from the shell or a file is in a file among the secrets',
)
const INSIDE_ENV = services(
  'what comes from the shell or a file is in the Secret',
  'what comes from the shell or a file is in a file among the secrets',
)
const DEVICES = 'devices in deploy.resources.reservations'
const NODE = 'volumes of the node on which a replica runs'
const PUSH = 'nothing: build the image and push it, under its name in `image`'
const IN_REPLICA = 'in the container of each replica, and gone with it'
const IN_FLOW = 'in the container of the Flow, and gone with it'

/** The texts about a subject on each platform. */
function thereOf(file: string, subject: string): readonly (string | undefined)[] {
  return PLATFORMS.map((platform) => rowsAbout('option', planned(file, platform)).find(([own]) => own === subject)?.[1])
}

describe('an option of a Pod with an image', () => {
  // What a platform refuses is a problem, and not a difference.
  const cases: [options: string, subject: string, there: There][] = [
    ['cpus: 1, memory: 1GB', 'cpus and memory of a', LIMITS],
    ['memory: 1GB', 'memory of a', LIMITS],
    ['gpus: 1', 'gpus of a', ['the limit nvidia.com/gpu', 'the generic resource NVIDIA-GPU', DEVICES]],
    ['gpus: all', 'gpus of a', [undefined, undefined, DEVICES]],
    ['env: { A: b }', 'env of a', ENV],
    ['volumes: [own:/m]', 'volumes of a', ['a PersistentVolumeClaim for each name', NODE, 'volumes of the service']],
    ['volumes: [/m:/m]', 'volumes of a', [undefined, NODE, 'volumes of the service']],
    ['user: "1000"', 'user of a', services('runAsUser and runAsGroup', 'user of the service')],
    ['entrypoint: [/run]', 'entrypoint of a', services('command of the container', 'entrypoint of the service')],
    ['pull: always', 'pull of a', ['imagePullPolicy', undefined, 'pull_policy of the service']],
    [
      'restart: on_failure',
      'restart of a',
      [
        'nothing: Kubernetes starts a container again each time it ends',
        'deploy.restart_policy of the service: Swarm starts replicas again',
        'restart of the service: Compose starts replicas again',
      ],
    ],
    [
      'timeout_ready: 2m',
      'timeout_ready of a',
      services(
        'for the Flow as here; also how long the startup probe waits',
        'for the Flow as here; also start_period of the health check',
      ),
    ],
    ['build: ./a', 'build of a', [PUSH, PUSH, 'build of the service']],
    [
      'runtime: docker',
      'runtime of a',
      [
        'nothing: Kubernetes runs the containers',
        'nothing: Swarm runs the containers',
        'nothing: Compose runs the containers',
      ],
    ],
    ['concurrency: 2', 'concurrency of a', AS_HERE],
    ['concurrency: 2', 'workspace of a', each(IN_REPLICA)],
    ['polling: all, workspace: ./data', 'workspace of a', AS_HERE],
  ]

  it.each(cases)('%s, about %s', (options, subject, there) => {
    expect(thereOf(`pods: { a: { image: acme/a, uses: a.js, ${options} } }`, subject)).toEqual(there)
  })

  it('has a text if only its container has it', () => {
    const contained = Object.keys(POD_OPTION_RULES).filter(
      (option) => POD_OPTION_RULES[option]?.becomes === 'container',
    )
    expect(Object.keys(CONTAINED).sort()).toEqual(contained.sort())
    const flow = new Flow().add({ name: 'a', image: 'acme/a', uses: 'a.js', ...CONTAINED })
    expect(optionsIn(flow, 'compose')).toEqual(expect.arrayContaining(contained.map(inFile)))
  })
})

describe('an option of a Pod without an image', () => {
  const cases: [options: string, subject: string, there: There][] = [
    ['polling: all, replicas: 2', 'workspace of a', each(IN_FLOW)],
    ['env: { A: b }', 'env of a', INSIDE_ENV],
    ['restart: never, timeout_ready: 2m', 'restart of a', AS_HERE],
  ]

  it.each(cases)('%s, about %s', (options, subject, there) => {
    expect(thereOf(`pods: { a: { uses: ./a.js, ${options} } }`, subject)).toEqual(there)
  })

  it('says nothing of the workspace where no code of the user runs', () => {
    expect(optionsIn(new Flow().add({ name: 'a' }).add({ name: 'b', uses: '_merge' }), 'swarm')).toEqual([])
  })
})

describe('an option of the Flow', () => {
  const cases: [options: string, subject: string, there: There][] = [
    ['http: 9000', 'http of the Flow', each('port 8080')],
    ['grpc: 9001', 'grpc of the Flow', each('port 8081')],
    ['key: flow.key', 'key of the Flow', each('nothing: export makes a key, or takes that of --key')],
    ['tls: { cert: a.crt, key: a.key }', 'tls of the Flow', services('in the Secret', 'a file among the secrets')],
    [
      'timeout_request: 1m',
      'timeout_request of the Flow',
      services(
        'for the Flow as here; containers get 10 s more to end, that of the Flow its `drain` as well (terminationGracePeriodSeconds)',
        'for the Flow as here; containers get 10 s more to end, that of the Flow its `drain` as well (stop_grace_period)',
      ),
    ],
    ['max_queue: 3', 'max_queue of the Flow', AS_HERE],
  ]

  it.each(cases)('%s', (options, subject, there) => {
    expect(thereOf(`with: { ${options} }\npods: { a: {} }`, subject)).toEqual(there)
  })

  it('is one of its Pods, where it is an option of theirs', () => {
    const pods = '{ a: { image: acme/a, uses: a.js }, b: { image: acme/b, uses: b.js }, c: {} }'
    expect(
      rowsAbout('option', planned(`with: { pull: always, runtime: thread }\npods: ${pods}`, 'kubernetes')),
    ).toEqual([
      ['pull of a and b', 'imagePullPolicy'],
      ['workspace of a and b', IN_REPLICA],
    ])
  })

  it('has a text if the exported file does not have it', () => {
    // The address of an Engine is refused.
    const own = OF_THIS_MACHINE.filter((option) => option !== 'dockerHost')
    expect(Object.keys(OWN).sort()).toEqual([...own].sort())
    const flow = new Flow(OWN).add({ name: 'a', image: 'acme/a', uses: 'a.js' })
    expect(optionsIn(flow, 'compose')).toEqual(expect.arrayContaining(own.map(inFile)))
  })
})

function optionsIn(flow: Flow, platform: Platform): readonly string[] {
  return planned(flow, platform).differences.flatMap(({ options = [] }) => options)
}

/** `env_file`, as a flow file spells it. */
function inFile(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

const CONTAINED: PodOptions = {
  entrypoint: ['/run'],
  memory: 1e9,
  cpus: 1,
  workspace: './data',
  env: { A: 'b' },
  envFile: ['own.env'],
  build: './a',
  gpus: 1,
  user: '1000',
  restart: 'never',
  pull: 'always',
  volumes: ['own:/m'],
}

const OWN: FlowOptions = {
  bind: '0.0.0.0',
  hostname: '10.0.0.1',
  key: 'flow.key',
  http: 9_000,
  grpc: 9_001,
  token: 'a-token-of-ours',
  tls: { cert: 'a.crt', key: 'a.key' },
  env: { A: 'b' },
  envFile: 'own.env',
  volumes: ['own:/m'],
  pull: 'always',
}
