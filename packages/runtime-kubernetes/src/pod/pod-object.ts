import type { PeaSpec, StagePlan } from '@peaflow/core'
import { LIFELINE, toInnerSpec, toPeaArgs, toPeaInput } from '@peaflow/core'
import {
  containerSecurity,
  type ExportedVolume,
  literal,
  PULL_POLICIES,
  podSecurity,
  readVolume,
  resourcesOf,
} from '@peaflow/manifests'
import { labelsOf } from './names.ts'

/** A Pod of Kubernetes, as it is created. */
export interface PodObject {
  readonly apiVersion: 'v1'
  readonly kind: 'Pod'
  readonly metadata: Readonly<Record<string, unknown>>
  readonly spec: Readonly<Record<string, unknown>>
}

/** An object that takes a Pod with it when it is deleted. */
export interface Owner {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
}

/** What the Pod of a Pea depends on besides its spec. */
export interface PodContext {
  /** Its name. */
  readonly name: string
  /**
   * The Pod in which the Flow runs.
   *
   * @defaultValue the Flow runs outside of the cluster
   */
  readonly owner?: Owner | undefined
}

/** The name of the container in the Pod. */
export const CONTAINER = 'pea'

const WORKSPACE = '/peaflow/workspace'

/** Seconds that Kubernetes gives a Pea which it ends for reasons of its own, such as a node that is drained. */
const END_GRACE = 30

/**
 * The Pod that runs a Pea: one container, which Kubernetes never starts again, since the Flow launches another Pea in its
 * place. Its standard input is the lifeline, and brings what is private, so that it stands in no object of the cluster.
 */
export function toPodObject(spec: PeaSpec, { name, owner }: PodContext): PodObject {
  const { user } = spec.container ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: labelsOf(spec),
      annotations: { 'peaflow/pea': spec.id },
      ...(owner !== undefined && { ownerReferences: [owner] }),
    },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: END_GRACE,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // Node as process 1 would ignore SIGTERM until it has a handler for it.
      shareProcessNamespace: true,
      securityContext: podSecurity(user),
      containers: [toContainer(spec)],
      volumes: [
        { name: 'workspace', emptyDir: {} },
        ...volumesOf(spec).map(({ source, readOnly }, index) => ({
          name: `volume-${index}`,
          persistentVolumeClaim: { claimName: source, readOnly },
        })),
      ],
    },
  }
}

/** What is written to standard input of the Pea: one line with its private values, also where it has none. */
export function toPodInput(spec: PeaSpec): string {
  return toPeaInput(insideOf(spec)) || '{}\n'
}

function toContainer(spec: PeaSpec): object {
  const { entrypoint, env = {}, pull = 'missing', user, cpus, memory, gpus } = spec.container ?? {}
  return {
    name: CONTAINER,
    image: spec.image,
    imagePullPolicy: PULL_POLICIES[pull],
    ...(entrypoint !== undefined && { command: entrypoint.map(literal) }),
    args: argumentsOf(spec).map(literal),
    env: Object.entries({ ...env, [LIFELINE]: '0' }).map(([name, value]) => ({ name, value: literal(value) })),
    stdin: true,
    stdinOnce: true,
    resources: resourcesOf({ cpus, memory, gpus }) ?? {},
    securityContext: containerSecurity(user),
    volumeMounts: [
      { name: 'workspace', mountPath: WORKSPACE },
      ...volumesOf(spec).map(({ target, readOnly }, index) => ({
        name: `volume-${index}`,
        mountPath: target,
        readOnly,
      })),
    ],
  }
}

/** A Pea that waits for its input writes nothing before somebody listens. */
function argumentsOf(spec: PeaSpec): readonly string[] {
  const args = toPeaArgs(insideOf(spec))
  return args.includes('--stdin') ? args : [...args, '--stdin']
}

function insideOf(spec: PeaSpec): PeaSpec {
  const stages = spec.stages?.map((stage): StagePlan => ({ ...stage, workspace: `${WORKSPACE}/${stage.pod}` }))
  return { ...toInnerSpec(spec, { workspace: WORKSPACE }), ...(stages !== undefined && { stages }) }
}

/** Those that name a claim. Volumes of any other kind were refused when the Flow was read. */
function volumesOf({ container }: PeaSpec): readonly ExportedVolume[] {
  return container?.volumes?.map(readVolume) ?? []
}
