import type { Deployment } from '../deployment/deployment.ts'
import type { NotedDocument } from '../yaml/noted.ts'
import { namesOf } from './names.ts'
import { toObject } from './objects.ts'

/** The ConfigMap with the flow file. */
export function configMap(deployment: Deployment): NotedDocument {
  const { name, container } = deployment
  const head = { apiVersion: 'v1', kind: 'ConfigMap', name: namesOf(deployment).inner, flow: name, pod: 'gateway' }
  return toObject(
    head,
    { data: { 'flow.yml': container.flowFile } },
    {
      '': 'The Flow. Its containers come by themselves (peaflow join), so that their number is that of their Deployment.',
    },
  )
}

/** The ConfigMap with the documents of a Flow that runs once. */
export function inputConfigMap({ name }: Deployment): NotedDocument {
  const head = { apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-input`, flow: name, pod: 'gateway' }
  return toObject(
    head,
    { data: { 'documents.ndjson': '{"text":"hello"}\n' } },
    { data: 'A document a line. For more than 1 MB, mount a volume of yours in place of this, in job.yaml.' },
  )
}
