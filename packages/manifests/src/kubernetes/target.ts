import { FlowError } from '@peaflow/core'

/** What the Kubernetes has that manifests are for. */
export interface Target {
  /** The version of the API group `policy`. */
  readonly policy: 'policy/v1' | 'policy/v1beta1'
  /** The version of the API group `autoscaling` that scales by several metrics. */
  readonly autoscaling: 'autoscaling/v2' | 'autoscaling/v2beta2'
  /** Whether Pods of a StatefulSet have a label with their number. */
  readonly podIndex: boolean
}

/**
 * What a version of Kubernetes has, such as `1.20`; by default a current one.
 *
 * @throws FlowError `CONFIG_EXPORT_TARGET` if it is not a version from 1.20.
 */
export function toTarget(version?: string): Target {
  if (version === undefined) return { policy: 'policy/v1', autoscaling: 'autoscaling/v2', podIndex: true }
  const minor = Number(/^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(version)?.[1])
  if (!(minor >= 20)) {
    throw new FlowError('CONFIG_EXPORT_TARGET', `"${version}" is not a version of Kubernetes from 1.20`, {
      hint: 'Give the one of your cluster, such as 1.20; kubectl version prints it',
    })
  }
  return {
    policy: minor < 21 ? 'policy/v1beta1' : 'policy/v1',
    autoscaling: minor < 23 ? 'autoscaling/v2beta2' : 'autoscaling/v2',
    podIndex: minor >= 28,
  }
}
