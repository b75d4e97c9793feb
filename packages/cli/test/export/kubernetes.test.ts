import { Flow } from '@peaflow/flow'
import { describe, expect, it } from 'vitest'
import { renderFlow } from '../../src/export/render.ts'
import { kubernetesObjects, type Manifest, requestOf } from './rendered.ts'

const flow = new Flow({ name: 'search', timeoutRequest: 20_000 })
  .add({ name: 'split' })
  .add({
    name: 'encode',
    image: 'acme/encoder:1.2',
    replicas: 3,
    cpus: 0.5,
    memory: 512 * 1_024 ** 2,
    gpus: 1,
    volumes: ['models:/models:ro'],
    env: { MODE: 'fast', PRICE: '$5' },
  })
  .add({ name: 'index', image: 'acme/index:1', uses: 'index.js', polling: 'all', replicas: 2 })

const objects = kubernetesObjects(flow)

function find(kind: string, name: string, among: readonly Manifest[] = objects): Manifest {
  const found = among.filter((one) => one.kind === kind && one.metadata?.name === name)
  expect(found).toHaveLength(1)
  return found[0]
}

function podSpecOf({ spec }: Manifest): Manifest {
  return spec.template.spec
}

describe('the Flow', () => {
  const deployment = find('Deployment', 'search')
  const [container] = podSpecOf(deployment).containers

  it('is one container, which is replaced and never doubled', () => {
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } })
    expect(podSpecOf(deployment).containers).toHaveLength(1)
  })

  it('pulls its image only where it is missing, as replicas do', () => {
    expect(container.imagePullPolicy).toBe('IfNotPresent')
  })

  it('opens the ports at which replicas join, two for each Pod, and is found at them before it is ready', () => {
    const ports = container.ports.map(({ containerPort }: Manifest) => containerPort)
    expect(ports).toEqual([8_080, 7_000, 7_001, 7_002, 7_003, 7_004])
    const { spec } = find('Service', 'search-flow')
    expect(spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true })
    expect(spec.ports.map(({ port }: Manifest) => port)).toEqual([7_000, 7_001, 7_002, 7_003, 7_004])
    expect(find('Service', 'search').spec.ports).toEqual([{ name: 'http', port: 8_080, appProtocol: 'http' }])
  })

  it('is asked by HTTP how it is', () => {
    expect(container.livenessProbe.httpGet).toEqual({ path: '/livez', port: 8_080 })
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 8_080 })
    expect(container.startupProbe.httpGet).toEqual({ path: '/livez', port: 8_080 })
    // Its clients are not refused while a shard is away.
    expect(container.readinessProbe.periodSeconds * container.readinessProbe.failureThreshold).toBe(60)
  })

  it('has a flow file in which replicas of Pods with an image join', () => {
    const contained = Flow.fromYaml(find('ConfigMap', 'search-flow').data['flow.yml'])
    expect(contained.options.join).toBe(7_000)
    const replicas = contained.pods.map(({ name, options }) => [name, options.replicas])
    expect(replicas).toEqual([
      ['split', undefined],
      ['encode', { min: 1, max: 256 }],
      ['index', { min: 2, max: 2 }],
    ])
  })

  it('starts anew with another flow file', () => {
    const hash = (one: Manifest): string => one.spec.template.metadata.annotations['peaflow.flow-file']
    const other = kubernetesObjects(flow.set('split', { with: { a: 1 } }))
    expect(hash(find('Deployment', 'search', other))).not.toBe(hash(deployment))
  })

  it('has time to go on for 2 s, and to answer what is in flight then', () => {
    expect(podSpecOf(deployment).terminationGracePeriodSeconds).toBe(32)
  })
})

describe('a Pod with an image', () => {
  const deployment = find('Deployment', 'search-encode')
  const [container] = podSpecOf(deployment).containers

  it('is a Deployment whose containers join, in which one comes before one goes', () => {
    expect(deployment.spec.replicas).toBe(3)
    expect(deployment.spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 })
    expect(container.command).toBeUndefined()
    const where = ['--key', '/peaflow/secrets/pod.encode.key', '--workspace', '/peaflow/workspace']
    expect(container.args).toEqual(['join', 'search-flow:7000', 'encode', ...where])
  })

  it('ends at once if it is to end while it starts', () => {
    expect(podSpecOf(deployment).shareProcessNamespace).toBe(true)
  })

  it('opens no port, and nobody reaches it', () => {
    expect(container.ports).toBeUndefined()
    expect(find('NetworkPolicy', 'search-encode').spec).toMatchObject({
      podSelector: { matchLabels: { 'peaflow.flow': 'search', 'peaflow.pod': 'encode' } },
      policyTypes: ['Ingress'],
      ingress: [],
    })
  })

  it('gets the key of its Pod, and no other secret', () => {
    const { secret } = podSpecOf(deployment).volumes.find(({ name }: Manifest) => name === 'key')
    expect(secret).toEqual({
      secretName: 'search',
      defaultMode: 0o440,
      items: [{ key: 'pod.encode.key', path: 'pod.encode.key' }],
    })
  })

  it('is asked through its Pea how it is, rarely, and never through its model', () => {
    expect([container.livenessProbe.periodSeconds, container.readinessProbe.periodSeconds]).toEqual([30, 10])
    for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
      expect(probe.exec.command.slice(0, 3)).toEqual(['peaflow', 'ping', '--self'])
    }
  })

  it('has the resources, the variables and the volumes of its options', () => {
    const limits = { cpu: '500m', memory: '536870912', 'nvidia.com/gpu': '1' }
    expect(container.resources).toEqual({ requests: limits, limits })
    expect(container.env).toEqual([
      { name: 'PEAFLOW_SELF', value: '/tmp/peaflow-self.sock' },
      { name: 'MODE', value: 'fast' },
      { name: 'PRICE', value: '$$5' },
    ])
    expect(container.volumeMounts).toContainEqual({ name: 'volume-0', mountPath: '/models', readOnly: true })
    expect(find('PersistentVolumeClaim', 'search-models').spec.accessModes).toEqual(['ReadWriteMany'])
  })

  it('loses one replica at a time when nodes are drained', () => {
    const budget = find('PodDisruptionBudget', 'search-encode')
    expect(budget).toMatchObject({ apiVersion: 'policy/v1', spec: { maxUnavailable: 1 } })
    expect(budget.spec.selector.matchLabels).toEqual(deployment.spec.selector.matchLabels)
  })

  it('is handed what the CMD of its image says, which arguments take the place of', () => {
    const commands = { encode: ['--uses', 'encode.yml'] }
    const [own] = podSpecOf(find('Deployment', 'search-encode', kubernetesObjects(flow, { commands }))).containers
    expect(own.args.slice(-2)).toEqual(['--uses', 'encode.yml'])
  })
})

describe('a Pod with polling: all', () => {
  const shards = find('StatefulSet', 'search-index')
  const [container] = podSpecOf(shards).containers

  it('is a StatefulSet whose Pods join by their number', () => {
    expect(shards.spec).toMatchObject({ replicas: 2, podManagementPolicy: 'Parallel', serviceName: 'search-flow' })
    expect(container.args.slice(-4)).toEqual(['--uses', 'index.js', '--replica-id', '$(REPLICA_ID)'])
    expect(container.env[1].valueFrom.fieldRef.fieldPath).toBe("metadata.labels['apps.kubernetes.io/pod-index']")
  })

  it('has a workspace for each, which outlives it', () => {
    expect(shards.spec.volumeClaimTemplates.map(({ metadata }: Manifest) => metadata.name)).toEqual(['workspace'])
    expect(podSpecOf(shards).volumes.map(({ name }: Manifest) => name)).not.toContain('workspace')
  })
})

it('gives nobody a right in the cluster', () => {
  expect(objects.filter(({ kind }) => /Role|ServiceAccount/.test(kind))).toEqual([])
  const specs = objects.flatMap(({ spec }) => spec?.template?.spec ?? [])
  expect(specs).toHaveLength(3)
  for (const { automountServiceAccountToken } of specs) expect(automountServiceAccountToken).toBe(false)
})

it('names every file in kustomization.yaml', () => {
  const files = renderFlow(requestOf(flow, 'kubernetes')).map(({ path }) => path)
  const [{ resources }] = objects.filter(({ kind }) => kind === 'Kustomization')
  expect(['kustomization.yaml', ...resources]).toEqual(files)
})

it('keeps to what Kubernetes 1.20 has', () => {
  const old = kubernetesObjects(flow, { target: '1.20' })
  const budgets = old.filter(({ kind }) => kind === 'PodDisruptionBudget')
  expect(budgets.map(({ apiVersion }) => apiVersion)).toEqual(['policy/v1beta1', 'policy/v1beta1'])
  expect(JSON.stringify(old)).not.toContain('apps.kubernetes.io/pod-index')
})

it.each(['2.0', '1.19', 'new', '1.x'])('does not know Kubernetes %s', (target) => {
  expect(() => kubernetesObjects(flow, { target })).toThrow(expect.objectContaining({ code: 'CONFIG_EXPORT_TARGET' }))
})
