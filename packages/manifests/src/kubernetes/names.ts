import type { Deployment, PodContainers } from '../deployment/deployment.ts'

/** The names of the objects of a Flow. */
export interface ObjectNames {
  /** The Deployment, the Service for clients and the policy of the Flow, and its Secret. */
  readonly flow: string
  /** The Service that replicas dial, and the ConfigMap. */
  readonly inner: string
}

/** The names of the objects of a Flow. */
export function namesOf({ name }: Pick<Deployment, 'name'>): ObjectNames {
  return { flow: name, inner: `${name}-flow` }
}

/** The name of the objects of a Pod. */
export function podObjectName({ name }: Pick<Deployment, 'name'>, pod: Pick<PodContainers, 'name'>): string {
  return `${name}-${pod.name}`
}

/** The folder of a container in which its secrets are. */
export const SECRETS_FOLDER = '/peaflow/secrets'

/** The entry of the Secret with the key of a Pod. */
export function podKeyEntry(pod: string): string {
  return `pod.${pod}.key`
}

/** The entry of the Secret with a variable of a Pod. */
export function podEnvEntry(pod: string, variable: string): string {
  return `pod.${pod}.env.${variable}`
}
