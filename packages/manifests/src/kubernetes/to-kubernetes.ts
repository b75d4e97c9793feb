import type { Deployment } from '../deployment/deployment.ts'
import { toDeployment } from '../deployment/to-deployment.ts'
import type { ExportedFlow, ManifestFile } from '../input/exported-flow.ts'
import { requireExportable } from '../options/find-problems.ts'
import type { NotedDocument } from '../yaml/noted.ts'
import { writeYaml } from '../yaml/write-yaml.ts'
import { configMap, inputConfigMap } from './config-map.ts'
import { flowDeployment, flowPolicy, flowServices } from './flow-objects.ts'
import { job } from './job.ts'
import { podObjects, volumeClaims } from './pod-objects.ts'
import { secret } from './secret.ts'
import { type Target, toTarget } from './target.ts'

/** Options of {@link toKubernetes}. */
export interface KubernetesOptions {
  /**
   * The oldest version of Kubernetes that the manifests are for, such as `1.20`.
   *
   * @defaultValue a current one
   */
  readonly target?: string | undefined
}

/**
 * A Flow as manifests for Kubernetes, with a `kustomization.yaml` that names them.
 *
 * @throws FlowError `CONFIG_EXPORT_NOT_IN_IMAGE` if a container does not have the code of a Pod, `CONFIG_EXPORT_OPTION` if
 * Kubernetes cannot have an option, `CONFIG_EXPORT_TARGET`.
 */
export function toKubernetes(flow: ExportedFlow, { target }: KubernetesOptions = {}): readonly ManifestFile[] {
  const known = toTarget(target)
  requireExportable(flow, 'kubernetes')
  const deployment = toDeployment(flow)
  const files = [...documents(deployment, known)].filter(([, content]) => content.length > 0)
  const kustomization = toKustomization(files.map(([path]) => path))
  return [
    { path: 'kustomization.yaml', text: writeYaml([kustomization]), isSecret: false },
    ...files.map(([path, content]) => ({ path, text: writeYaml(content), isSecret: path === 'secret.yaml' })),
  ]
}

function documents(deployment: Deployment, target: Target): ReadonlyMap<string, readonly NotedDocument[]> {
  const shared: [string, readonly NotedDocument[]][] = [
    ['configmap.yaml', [configMap(deployment)]],
    ['secret.yaml', [secret(deployment)]],
    ['volumes.yaml', volumeClaims(deployment)],
  ]
  if (deployment.once)
    return new Map([...shared, ['input.yaml', [inputConfigMap(deployment)]], ['job.yaml', [job(deployment)]]])
  return new Map([
    ...shared,
    ['flow.yaml', [flowDeployment(deployment), ...flowServices(deployment), flowPolicy(deployment)]],
    ...deployment.pods.map((pod): [string, readonly NotedDocument[]] => [
      `pod-${pod.name}.yaml`,
      podObjects(deployment, pod, target),
    ]),
  ])
}

function toKustomization(resources: readonly string[]): NotedDocument {
  return {
    data: { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources },
    notes: {
      '': 'kubectl apply -k . creates all of this. What you change belongs into patches, which an export leaves alone.',
    },
  }
}
