import type { ContainerOptions, PodPlan, Polling, RestartPolicy } from '@peaflow/core'

/** The resolved options of a Pod that say how its containers run. */
export interface ContainerSettings extends ContainerOptions {
  readonly image?: string | undefined
  readonly external?: boolean | undefined
  readonly uses: unknown
  readonly replicas: number
  /** How many of the `replicas`, the most that there may be, have to join; absent if their number is fixed. */
  readonly joins?: { readonly min: number } | undefined
  readonly polling: Polling
  readonly restart: RestartPolicy
  /** Milliseconds. */
  readonly timeoutReady: number
}

/** A Pod whose replicas are containers. */
export interface ContainerPod {
  readonly name: string
  readonly image: string
  readonly settings: ContainerSettings
}

/** The Pods whose replicas are containers that join the Flow. */
export function findContainerPods(pods: readonly PodPlan[]): readonly ContainerPod[] {
  return pods.flatMap(({ name, options }): readonly ContainerPod[] => {
    const settings = settingsOf(options)
    const image = settings.image ?? settings.build
    return image === undefined || settings.external === true ? [] : [{ name, image, settings }]
  })
}

/** A build has checked and completed them. */
function settingsOf(options: PodPlan['options']): ContainerSettings {
  return options as Readonly<Record<string, unknown>> & ContainerSettings
}
