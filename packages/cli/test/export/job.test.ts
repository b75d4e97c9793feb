import { Flow } from '@peaflow/flow'
import { describe, expect, it } from 'vitest'
import { kubernetesObjects, type Manifest } from './rendered.ts'

const flow = new Flow({ name: 'search', security: 'none' })
  .add({ name: 'split' })
  .add({ name: 'encode', image: 'acme/encoder:1.2', replicas: 3 })
  .add({ name: 'index', image: 'acme/index:1', uses: 'index.js', polling: 'all', replicas: 2 })

describe('a Flow that runs once', () => {
  const once = kubernetesObjects(flow, { run: true })
  const job = once.find(({ kind }) => kind === 'Job')

  it('is one Job with its replicas as further containers', () => {
    expect(once.filter(({ kind }) => /Deployment|StatefulSet|Service/.test(kind))).toEqual([])
    expect(job.spec.backoffLimit).toBe(0)
    const names = job.spec.template.spec.containers.map(({ name }: Manifest) => name)
    expect(names).toEqual(['flow', 'encode-0', 'encode-1', 'encode-2', 'index-0', 'index-1'])
  })

  it('begins once all of them are there, so that each ends with it', () => {
    const contained = Flow.fromYaml(once.find(({ metadata }) => metadata?.name === 'search-flow').data['flow.yml'])
    expect(contained.pods.map(({ options }) => options.replicas)).toEqual([
      undefined,
      { min: 3, max: 3 },
      { min: 2, max: 2 },
    ])
  })

  it('has replicas that find it beside them', () => {
    const shard = job.spec.template.spec.containers.find(({ name }: Manifest) => name === 'index-1')
    expect(shard.args.slice(0, 3)).toEqual(['join', '127.0.0.1:7000', 'index'])
    expect(shard.args.slice(-5)).toEqual(['--replica-id', '1', '--security', 'none', '--once'])
  })
})
