import { Flow } from '@peaflow/flow'
import { describe, expect, it } from 'vitest'
import { kubernetesObjects, type Manifest } from './rendered.ts'

const NAME = 'search-encode'
const flow = new Flow({ name: 'search' }).add({
  name: 'encode',
  image: 'acme/encoder:1.2',
  cpus: 0.5,
  replicas: { min: 2, max: 20 },
})

function find(kind: string, objects: readonly Manifest[], name = NAME): Manifest {
  return objects.find((one) => one.kind === kind && one.metadata.name === name)
}

describe('a Pod with cpus and a range of replicas', () => {
  it('is scaled by Kubernetes between the two, and not by kubectl apply', () => {
    const objects = kubernetesObjects(flow)
    expect(find('Deployment', objects).spec).not.toHaveProperty('replicas')
    const { apiVersion, spec } = find('HorizontalPodAutoscaler', objects)
    expect(apiVersion).toBe('autoscaling/v2')
    expect(spec).toMatchObject({ minReplicas: 2, maxReplicas: 20, scaleTargetRef: { kind: 'Deployment', name: NAME } })
  })

  it('is ready once as many as there always are have joined', () => {
    const contained = Flow.fromYaml(find('ConfigMap', kubernetesObjects(flow), 'search-flow').data['flow.yml'])
    expect(contained.pods.map(({ options }) => options.replicas)).toEqual([{ min: 2, max: 20 }])
  })

  it.each([
    ['1.20', 'autoscaling/v2beta2'],
    ['1.23', 'autoscaling/v2'],
  ])('has what Kubernetes %s has: %s', (target, apiVersion) => {
    expect(find('HorizontalPodAutoscaler', kubernetesObjects(flow, { target })).apiVersion).toBe(apiVersion)
  })

  it('has as many containers as it needs when it runs once', () => {
    const objects = kubernetesObjects(flow, { run: true })
    expect(find('HorizontalPodAutoscaler', objects)).toBeUndefined()
    expect(find('Job', objects, 'search').spec.template.spec.containers).toHaveLength(3)
  })
})

it.each([
  ['no cpus', { cpus: undefined }, 2],
  ['a number of replicas', { replicas: 3 }, 3],
  ['a range of one number', { replicas: { min: 4, max: 4 } }, 4],
  ['polling: all', { polling: 'all' as const, replicas: { min: 4, max: 4 } }, 4],
])('a Pod with %s is not scaled by Kubernetes', (_, options, replicas) => {
  const objects = kubernetesObjects(flow.set('encode', options))
  expect(find('HorizontalPodAutoscaler', objects)).toBeUndefined()
  expect((find('Deployment', objects) ?? find('StatefulSet', objects)).spec.replicas).toBe(replicas)
})
