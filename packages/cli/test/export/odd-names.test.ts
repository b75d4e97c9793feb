import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { renderFlow } from '../../src/export/render.ts'
import { SECRET } from './random-flow.ts'
import { flowFrom, kubernetesObjects, type Manifest, requestOf } from './rendered.ts'

const IMAGE = 'image: acme/x:1, uses: x.js'

const flowOf = (name: string, ...pods: readonly string[]) =>
  flowFrom(`name: ${name}\npods:\n${pods.map((pod) => `  ${pod}\n`).join('')}`)

const filesOf = (platform: 'compose' | 'swarm', flow: ReturnType<typeof flowOf>) =>
  renderFlow(requestOf(flow, platform))
const servicesOf = (platform: 'compose' | 'swarm', flow: ReturnType<typeof flowOf>): Manifest =>
  parse(filesOf(platform, flow)[0]?.text ?? '').services

describe.each(['compose', 'swarm'] as const)('on %s', (platform) => {
  it.each(['Gateway', 'gateway_', 'GATEWAY'])('a Pod named %s does not take the place of the Flow', (name) => {
    const services = servicesOf(platform, flowOf('one', `${name}: { ${IMAGE} }`))
    expect(Object.keys(services)).toEqual(['gateway', expect.stringMatching(/^gateway-[a-z0-9]{7}$/)])
    expect(services.gateway.command[0]).toBe('up')
  })

  it.each(['enc_0', 'enc-1'])('a Pod named %s does not take the place of a shard', (name) => {
    const flow = flowOf('one', `enc: { ${IMAGE}, polling: all, replicas: 2 }`, `${name}: { ${IMAGE} }`)
    const services = Object.keys(servicesOf(platform, flow))
    expect(services.slice(0, 3)).toEqual(['gateway', 'enc-0', 'enc-1'])
    expect(services).toHaveLength(4)
  })

  it('no two Pods share a file of variables', () => {
    const flow = flowOf(
      'one',
      `enc_0: { ${IMAGE}, env: { A: ${SECRET.value} } }`,
      `pod-enc-0: { env: { B: ${SECRET.value} } }`,
      `pod_enc_0: { env: { C: ${SECRET.value} } }`,
    )
    const paths = filesOf(platform, flow).map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
    expect(paths.filter((path) => path.endsWith('.env') && path !== '.env')).toHaveLength(3)
  })

  it('a Pod named constructor has no arguments that nobody gave it', () => {
    const services = servicesOf(platform, flowOf('one', 'constructor: { image: acme/x:1 }'))
    expect(services.constructor.command).not.toContain('--uses')
  })
})

it('names that are long are short enough together', () => {
  const pod = 'sentence_transformers_encoder_of_everything'
  const flow = flowOf('semantic-search-production-environment', `${pod}: { ${IMAGE}, polling: all, replicas: 2 }`)
  const names = kubernetesObjects(flow).map(({ kind, metadata }) => [kind, metadata?.name] as const)
  const set = names.find(([kind]) => kind === 'StatefulSet')?.[1] ?? ''
  // Its Kubernetes Pods have its name and a hash of 10 characters in a label.
  expect(set.length).toBeLessThanOrEqual(52)
  const stack = names.find(([kind]) => kind === 'Deployment')?.[1]
  const { services, secrets } = parse(filesOf('swarm', flow)[0]?.text ?? '')
  const inSwarm = [...Object.keys(services), ...Object.keys(secrets)].map((name) => `${stack}_${name}`)
  expect(Math.max(...inSwarm.map(({ length }) => length))).toBeLessThanOrEqual(63)
})

it('two volumes whose names differ are two claims', () => {
  const volumes = "volumes: ['cache_a:/a', 'cache-a:/b', 'tmp_:/c', 'cache_a:/d']"
  const objects = kubernetesObjects(flowOf('one', `enc: { ${IMAGE}, ${volumes} }`))
  const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ metadata }) => metadata.name)
  expect(new Set(claims).size).toBe(3)
  expect(claims).toHaveLength(3)
  for (const claim of claims) expect(claim).toMatch(/^[a-z][a-z0-9-]*[a-z0-9]$/)
})

const PIECES = [
  'enc',
  'Enc',
  'ENC_',
  'enc_0',
  'enc-1',
  'Gateway',
  'gateway_',
  'flow',
  'pod_enc',
  'constructor',
  'input',
]
const pod = fc.record({
  name: fc.constantFrom(...PIECES, ...PIECES.map((piece) => `${piece}-${'x'.repeat(30)}`)),
  kind: fc.constantFrom(
    { options: '', seats: 0 },
    { options: `${IMAGE}, `, seats: 1 },
    { options: `${IMAGE}, polling: all, replicas: 2, `, seats: 2 },
  ),
})

it('whatever Pods are named, each has what is its own', () => {
  fc.assert(
    fc.property(fc.uniqueArray(pod, { selector: ({ name }) => name, minLength: 1, maxLength: 6 }), (pods) => {
      const flow = flowOf(
        'f',
        ...pods.map(({ name, kind }) => `${name}: { ${kind.options}env: { A: ${SECRET.value} } }`),
      )
      const seats = pods.reduce((sum, { kind }) => sum + kind.seats, 1)
      for (const platform of ['compose', 'swarm'] as const) {
        const paths = filesOf(platform, flow).map(({ path }) => path)
        expect(new Set(paths).size).toBe(paths.length)
        expect(Object.keys(servicesOf(platform, flow))).toHaveLength(seats)
      }
      for (const run of [false, true]) {
        const objects = kubernetesObjects(flow, { run }).filter(({ metadata }) => metadata?.name !== undefined)
        const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
        expect(new Set(names).size).toBe(names.length)
        for (const { spec } of objects) {
          const containers = spec?.template?.spec.containers.map(({ name }: Manifest) => name) ?? []
          expect(new Set(containers).size).toBe(containers.length)
          for (const name of containers) expect(name.length).toBeLessThanOrEqual(63)
        }
      }
    }),
    { numRuns: 60 },
  )
})
