import { buildFlow, Flow } from '@peaflow/flow'
import { findContainerPods, type ManifestFile, type Platform, POD_OPTION_RULES } from '@peaflow/manifests'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeMistakes } from '../../../manifests/test/compose-schema.ts'
import { kubernetesMistakes } from '../../../manifests/test/kubernetes-schemas.ts'
import { renderFlow } from '../../src/export/render.ts'
import { autoscaledFlow, exportedFlow, SECRET } from './random-flow.ts'
import { documentsIn, KEY, kubernetesObjects, type Manifest, requestOf } from './rendered.ts'

const PLATFORMS: readonly Platform[] = ['kubernetes', 'swarm', 'compose']
const RUNS = { numRuns: 30 }
const SECRETS = [SECRET.value, KEY, 'its-key', 'token-of-clients', 'a-token-of-ours']

describe.each(PLATFORMS)('thirty Flows on %s', (platform) => {
  it('give the same files each time', () => {
    fc.assert(
      fc.property(exportedFlow, (flow) => {
        const copy = Flow.fromYaml(flow.toYaml(), { env: { PEAFLOW_TOKEN: flow.options.token } })
        expect(renderFlow(requestOf(copy, platform))).toEqual(renderFlow(requestOf(flow, platform)))
      }),
      RUNS,
    )
  })

  it('have their secrets in secret files alone', () => {
    fc.assert(
      fc.property(exportedFlow, (flow) => {
        const files = renderFlow(requestOf(flow, platform)).filter(({ isSecret }) => !isSecret)
        const exposed = files.flatMap(({ path, text }) =>
          SECRETS.filter((one) => text.includes(one)).map((one) => `${path}: ${one}`),
        )
        expect(exposed).toEqual([])
      }),
      RUNS,
    )
  })

  it('are valid', () => {
    fc.assert(
      fc.property(exportedFlow, (flow) => {
        expect(mistakesIn(renderFlow(requestOf(flow, platform)), platform)).toEqual([])
      }),
      RUNS,
    )
  })

  it('hand a flow file over that can be built, with the ports at which replicas join', () => {
    fc.assert(
      fc.property(exportedFlow, (flow) => {
        const files = renderFlow(requestOf(flow, platform))
        const contained = flowFileOf(files)
        const plan = buildFlow(contained, { hostname: '10.0.0.1', envFiles: envFilesOf(contained) })
        const containers = findContainerPods(buildFlow(flow).pods).map(({ name }) => name)
        expect(plan.pods.filter(({ joined }) => joined !== undefined).map(({ name }) => name)).toEqual(containers)
      }),
      RUNS,
    )
  })
})

it('thirty Flows with autoscalers, run once as a Job, and on Kubernetes 1.20, are valid', () => {
  fc.assert(
    fc.property(autoscaledFlow, (flow) => {
      for (const more of [{}, { run: true }, { target: '1.20' }]) {
        expect(mistakesIn(renderFlow(requestOf(flow, 'kubernetes', more)), 'kubernetes')).toEqual([])
      }
    }),
    RUNS,
  )
})

/** Where each option that becomes a field of the container is found, for Kubernetes. */
const FIELDS: Readonly<Record<string, (workload: Manifest) => unknown>> = {
  image: (workload) => containerOf(workload).image,
  entrypoint: (workload) => containerOf(workload).command,
  cpus: (workload) => Math.max(Number.parseInt(containerOf(workload).resources.limits.cpu, 10) / 1_000, 0.001),
  memory: (workload) => Number(containerOf(workload).resources.limits.memory),
  gpus: (workload) => Number(containerOf(workload).resources.limits['nvidia.com/gpu']),
  user: ({ spec }) => {
    const { runAsUser, runAsGroup } = spec.template.spec.securityContext
    return runAsGroup === undefined ? String(runAsUser) : `${runAsUser}:${runAsGroup}`
  },
  pull: (workload) => ({ IfNotPresent: 'missing' })[String(containerOf(workload).imagePullPolicy)],
}

/** Options of which a container shows that they are there, in another shape. */
const SHAPES: Readonly<Record<string, (workload: Manifest, value: Manifest) => unknown>> = {
  env: (workload, value) => {
    const names = containerOf(workload).env.map(({ name }: Manifest) => name)
    expect(names).toEqual(expect.arrayContaining(Object.keys(value)))
  },
  volumes: (workload, value) => {
    const mounts = containerOf(workload).volumeMounts.map(({ mountPath }: Manifest) => mountPath)
    expect(mounts).toEqual(expect.arrayContaining(value.map((text: string) => text.split(':')[1] ?? text)))
  },
  workspace: (workload) =>
    expect(containerOf(workload).volumeMounts).toContainEqual({ name: 'workspace', mountPath: '/peaflow/workspace' }),
  uses: (workload, value) => expect(containerOf(workload).args).toEqual(expect.arrayContaining(['--uses', value])),
  polling: ({ kind }, value) => expect(kind).toBe(JSON.stringify(value).includes('all') ? 'StatefulSet' : 'Deployment'),
  replicas: ({ spec }, value) => expect(spec.replicas).toBe(value),
  timeoutReady: (workload, value) =>
    expect(containerOf(workload).startupProbe.failureThreshold * 2_000).toBeGreaterThanOrEqual(value),
}

it('every option of thirty Flows is in the flow file, in the container, or in both', () => {
  fc.assert(
    fc.property(exportedFlow, (flow) => {
      const objects = kubernetesObjects(flow)
      const contained = flowFileOf(renderFlow(requestOf(flow, 'kubernetes')))
      for (const { name } of findContainerPods(buildFlow(flow).pods)) {
        const { options = {} } = flow.pods.find((pod) => pod.name === name) ?? {}
        const inFile = contained.pods.find((pod) => pod.name === name)?.options ?? {}
        const workload = objects.find((one) => argumentsOf(one)?.[2] === name)
        for (const [option, value] of Object.entries(options)) checkOption({ option, value, inFile, workload })
      }
    }),
    RUNS,
  )
})

interface CheckedOption {
  readonly option: string
  readonly value: unknown
  /** The options of the Pod in the exported flow file. */
  readonly inFile: object
  readonly workload: Manifest
}

function checkOption({ option, value, inFile, workload }: CheckedOption): void {
  const becomes = POD_OPTION_RULES[option]?.becomes
  if (becomes === 'flow') expect(defaulted(inFile, option, value)).toEqual(value)
  else if (option in FIELDS) expect(FIELDS[option]?.(workload)).toEqual(value)
  else {
    expect(SHAPES).toHaveProperty(option)
    SHAPES[option]?.(workload, value)
  }
}

/** A flow file leaves out what is the default. */
function defaulted(options: object, option: string, value: unknown): unknown {
  return option in options ? Reflect.get(options, option) : value
}

function mistakesIn(files: readonly ManifestFile[], platform: Platform): readonly string[] {
  const [first] = files
  if (first === undefined) return ['there are no files']
  if (platform !== 'kubernetes') return documentsIn(first).flatMap(composeMistakes)
  const objects = files.slice(1).flatMap(documentsIn)
  return [...objects.flatMap((object) => kubernetesMistakes(object)), ...nameMistakes(objects)]
}

/** What no schema says of names: they are labels of DNS, with room for what is added to them, and no two are the same. */
function nameMistakes(objects: readonly Manifest[]): readonly string[] {
  const templates = objects.flatMap(({ spec }) => spec?.template?.spec ?? [])
  const named = [
    objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ...templates.flatMap(({ containers, volumes }) =>
      [containers, volumes].map((list) => list.map(({ name }: Manifest) => `in a Pod ${name}`)),
    ),
  ]
  const isLabel = (name: string): boolean => /^(.* )?[a-z]([a-z0-9-]{0,58}[a-z0-9])?$/.test(name)
  return named.flatMap((names) =>
    names.filter((name: string, index: number) => !isLabel(name) || names.indexOf(name) !== index),
  )
}

function flowFileOf(files: readonly ManifestFile[]): Flow {
  const file = files.find(({ path }) => path === 'flow.yml')
  const config = files.filter(({ path }) => path === 'configmap.yaml').flatMap(documentsIn)
  return Flow.fromYaml(file?.text ?? config[0].data['flow.yml'], { env: { PEAFLOW_TOKEN: 'x' } })
}

function envFilesOf({ pods }: Flow): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(pods.flatMap(({ options }) => (options.envFile ?? []).map((path) => [path, {}])))
}

function containerOf(workload: Manifest): Manifest {
  return workload.spec.template.spec.containers[0]
}

function argumentsOf({ kind, spec }: Manifest): readonly string[] | undefined {
  return kind === 'Deployment' || kind === 'StatefulSet' ? spec.template.spec.containers[0].args : undefined
}
