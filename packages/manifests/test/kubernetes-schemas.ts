import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Data } from '../src/yaml/noted.ts'

const require = createRequire(import.meta.url)

/** The package exports classes, which know nothing of unknown fields. */
const schemas = join(dirname(require.resolve('kubernetes-models')), '_schemas')

/** Where each kind that we write is among the models, which are made from the OpenAPI document of Kubernetes 1.33. */
const MODELS: Readonly<Record<string, string>> = {
  'v1 ConfigMap': 'IoK8sApiCoreV1ConfigMap',
  'v1 Pod': 'IoK8sApiCoreV1Pod',
  'v1 Secret': 'IoK8sApiCoreV1Secret',
  'v1 Service': 'IoK8sApiCoreV1Service',
  'v1 PersistentVolumeClaim': 'IoK8sApiCoreV1PersistentVolumeClaim',
  'apps/v1 Deployment': 'IoK8sApiAppsV1Deployment',
  'apps/v1 StatefulSet': 'IoK8sApiAppsV1StatefulSet',
  'batch/v1 Job': 'IoK8sApiBatchV1Job',
  'policy/v1 PodDisruptionBudget': 'IoK8sApiPolicyV1PodDisruptionBudget',
  'policy/v1beta1 PodDisruptionBudget': 'IoK8sApiPolicyV1beta1PodDisruptionBudget',
  'autoscaling/v2 HorizontalPodAutoscaler': 'IoK8sApiAutoscalingV2HorizontalPodAutoscaler',
  'autoscaling/v2beta2 HorizontalPodAutoscaler': 'IoK8sApiAutoscalingV2beta2HorizontalPodAutoscaler',
  'networking.k8s.io/v1 NetworkPolicy': 'IoK8sApiNetworkingV1NetworkPolicy',
}

type Validate = { (data: unknown): boolean; readonly errors?: readonly { readonly instancePath: string }[] | null }

/** What is wrong with an object of Kubernetes: values that its schema does not allow, and fields that it does not know. */
export function kubernetesMistakes(object: Data): readonly string[] {
  const model = MODELS[`${object.apiVersion} ${object.kind}`]
  if (model === undefined) return [`there is no schema of ${object.apiVersion} ${object.kind}`]
  const { validate }: { validate: Validate } = require(join(schemas, `${model}.js`))
  const read = new Set<string>()
  const isValid = validate(recordReads(object, '', read))
  const wrong = isValid ? [] : (validate.errors ?? []).map((error) => JSON.stringify(error))
  return [...wrong, ...pathsOf(object, '').filter((path) => !read.has(path))]
}

/** The validators ignore fields that they do not know: they never read them. */
function recordReads(value: unknown, path: string, read: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  return new Proxy(value, {
    get(target, key) {
      const child: unknown = Reflect.get(target, key)
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return child
      read.add(`${path}/${key}`)
      return recordReads(child, `${path}/${key}`, read)
    },
  })
}

function pathsOf(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => [`${path}/${key}`, ...pathsOf(child, `${path}/${key}`)])
}
