import { addPeaInput, type PeaSpec, parsePeaArgs } from '@peaflow/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kubernetesMistakes } from '../../../manifests/test/kubernetes-schemas.ts'
import { toPodInput, toPodObject } from '../../src/pod/pod-object.ts'
import { specOf } from '../spec.ts'

const context = { name: 'search-encode-1-0a1b2c3d' }

interface Container {
  readonly args: readonly string[]
  readonly [field: string]: unknown
}

function podSpec(changes: Partial<PeaSpec> = {}): Readonly<Record<string, unknown>> {
  return toPodObject(specOf(changes), context).spec
}

function container(changes: Partial<PeaSpec> = {}): Container {
  return (podSpec(changes).containers as readonly Container[])[0] as Container
}

describe('the Pod of a Pea', () => {
  it('is one container that is never started again and knows no service account', () => {
    expect(podSpec()).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      containers: [{ name: 'pea', image: 'acme/encoder:1.2', stdin: true, stdinOnce: true }],
    })
  })

  it('has the labels of its Flow, and the id of its Pea', () => {
    const { metadata } = toPodObject(specOf({ flow: 'My Search' }), context)
    expect(metadata).toEqual({
      name: 'search-encode-1-0a1b2c3d',
      labels: {
        'app.kubernetes.io/managed-by': 'peaflow-runtime',
        'app.kubernetes.io/name': 'encode',
        'app.kubernetes.io/part-of': 'my-search',
        'peaflow.flow': 'my-search',
        'peaflow.pod': 'encode',
        'peaflow.replica': '1',
      },
      annotations: { 'peaflow/pea': 'encode/1' },
    })
  })

  it('is owned by the Pod of its Flow, if that is in the cluster', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'flow-0', uid: '1-2-3' }
    expect(toPodObject(specOf(), { ...context, owner }).metadata.ownerReferences).toEqual([owner])
  })

  // Each option of a Pod, and the field that it becomes.
  const options: readonly (readonly [option: PeaSpec['container'], field: object])[] = [
    [{ pull: 'always' }, { imagePullPolicy: 'Always' }],
    [{ pull: 'missing' }, { imagePullPolicy: 'IfNotPresent' }],
    [{ pull: 'never' }, { imagePullPolicy: 'Never' }],
    [{ pull: 'missing', entrypoint: ['run', '$HOME'] }, { command: ['run', '$$HOME'] }],
    [
      { pull: 'missing', env: { MODEL: '$(small)' } },
      {
        env: [
          { name: 'MODEL', value: '$$(small)' },
          { name: 'PEAFLOW_LIFELINE', value: '0' },
        ],
      },
    ],
    [
      { pull: 'missing', cpus: 0.5, memory: 2 ** 30, gpus: 1 },
      {
        resources: {
          requests: { cpu: '500m', memory: '1073741824', 'nvidia.com/gpu': '1' },
          limits: { cpu: '500m', memory: '1073741824', 'nvidia.com/gpu': '1' },
        },
      },
    ],
    [
      { pull: 'missing', volumes: ['models:/models:ro', 'data:/data'] },
      {
        volumeMounts: [
          { name: 'workspace', mountPath: '/peaflow/workspace' },
          { name: 'volume-0', mountPath: '/models', readOnly: true },
          { name: 'volume-1', mountPath: '/data', readOnly: false },
        ],
      },
    ],
  ]

  it.each(options)('has for %j the fields %j', (options, fields) => {
    expect(container({ container: options })).toMatchObject(fields)
  })

  it('mounts the claims that its volumes name, and a workspace that ends with it', () => {
    const container = { pull: 'missing', volumes: ['models:/models:ro'] } as const
    expect(podSpec({ container }).volumes).toEqual([
      { name: 'workspace', emptyDir: {} },
      { name: 'volume-0', persistentVolumeClaim: { claimName: 'models', readOnly: true } },
    ])
  })

  it('runs as the user of the option, and else as that of the image', () => {
    expect(podSpec({ container: { pull: 'missing', user: '7:8' } }).securityContext).toMatchObject({
      runAsUser: 7,
      runAsGroup: 8,
      runAsNonRoot: true,
    })
    expect(podSpec().securityContext).not.toHaveProperty('runAsUser')
  })

  it('has, with its input, the Pea of the spec, and nothing private outside of it', () => {
    const json = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minKeys: 1 })
    fc.assert(
      fc.property(json, fc.stringMatching(/^[0-9a-f]{64}$/), (args, key) => {
        const spec = specOf({ with: args, key, uses: './$(encode).js' })
        const object = toPodObject(spec, context)
        const written = (object.spec.containers as readonly Container[])[0]?.args ?? []
        const read = addPeaInput(parsePeaArgs(written.map((arg) => arg.replaceAll('$$', '$'))), toPodInput(spec))
        expect(read).toMatchObject({ id: 'encode/1', uses: './$(encode).js', with: args, key, flowId: spec.flowId })
        expect(JSON.stringify(object)).not.toContain(key)
      }),
    )
  })

  it('gives each Pod of a group a folder of its own in the workspace', () => {
    const stage = { uses: 'a.js', with: {}, concurrency: 1, timeoutRequest: 1_000, workspace: '/home/me/x' }
    const input = toPodInput(
      specOf({
        stages: [
          { ...stage, pod: 'one' },
          { ...stage, pod: 'two' },
        ],
      }),
    )
    const { stages } = JSON.parse(input)
    expect(stages.map(({ workspace }: { workspace: string }) => workspace)).toEqual([
      '/peaflow/workspace/one',
      '/peaflow/workspace/two',
    ])
  })

  it('waits for its input even if nothing is private', () => {
    expect(container().args).toContain('--stdin')
    expect(toPodInput(specOf())).toBe('{}\n')
  })

  it('has only fields that Kubernetes knows', () => {
    const container = { pull: 'always', env: { A: 'b' }, cpus: 2, memory: 2 ** 28, gpus: 2, user: '1:1' } as const
    const spec = specOf({ container: { ...container, volumes: ['models:/models:ro'], entrypoint: ['run'] } })
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'flow-0', uid: '1-2-3' }
    expect(kubernetesMistakes(JSON.parse(JSON.stringify(toPodObject(spec, { ...context, owner }))))).toEqual([])
  })
})
