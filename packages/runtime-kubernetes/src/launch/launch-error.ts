import { type ErrorCode, FlowError, isFlowError, type PeaExit, type PeaSpec } from '@peaflow/core'
import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'

/** The rights that this runtime needs, as the hint of an error names them. */
const ROLE =
  'kubectl create role peaflow --verb=create,get,list,watch,delete --resource=pods,pods/attach,pods/log, and bind it to your user or service account'

/** The error of a launch that the API of Kubernetes did not carry out. */
export function explainLaunch(cause: unknown, spec: PeaSpec, { server, namespace }: Cluster): FlowError {
  if (isFlowError(cause)) return cause
  const { message } = cause as Error
  const failed = (code: ErrorCode, what: string, hint?: string) =>
    new FlowError(code, `${what}: ${message}`, { hint, cause })
  if (!(cause instanceof ApiError)) {
    const hint =
      'kubectl cluster-info shows whether kubectl reaches it; KUBECONFIG names the file that says where it is'
    return failed('LAUNCH_KUBERNETES_UNREACHABLE', `the Kubernetes at ${server} does not answer`, hint)
  }
  if (cause.status === 401 || cause.status === 403) {
    const what = `"${spec.pod}" may not be launched in the namespace ${namespace} of Kubernetes`
    return failed('LAUNCH_KUBERNETES_FORBIDDEN', what, `Give the rights that it needs: ${ROLE}`)
  }
  return failed('LAUNCH_KUBERNETES_POD', `Kubernetes does not launch "${spec.id}"`)
}

/** Reasons for which a container waits that do not go away by themselves. */
const FATAL: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
])

/** Why a container that waits will not start; `undefined` if it may. */
export function waitError(
  { id, image }: PeaSpec,
  { reason, message }: { readonly reason: string | undefined; readonly message: string | undefined },
): FlowError | undefined {
  if (reason === undefined || !FATAL.has(reason)) return undefined
  const why = message ?? reason
  if (!/image/i.test(reason))
    return new FlowError('LAUNCH_CONTAINER', `the container of "${id}" does not start: ${why}`)
  return new FlowError(
    'LAUNCH_IMAGE_MISSING',
    `the node that is to run "${id}" does not get the image ${image}: ${why}`,
    {
      hint: 'Push it to where the nodes of the cluster can pull it',
    },
  )
}

/** A Pod of Kubernetes ended before it was seen to run: its program runs no Pea, or it was deleted. */
export function endedEarly({ id }: PeaSpec, { code, reason, lastLines }: PeaExit): FlowError {
  const why = lastLines.at(-1) ?? reason ?? `exit code ${code}`
  return new FlowError('LAUNCH_KUBERNETES_POD', `the Kubernetes Pod of "${id}" ended before it ran: ${why}`)
}

/** A Pod that has no image cannot be launched here. */
export function missingImage({ pod }: PeaSpec): FlowError {
  return new FlowError('LAUNCH_NO_IMAGE', `"${pod}" runs in Kubernetes, but names no image`, {
    hint: 'Give the Pod an image, or remove runtime: kubernetes',
  })
}

/** An executor that is a file of this machine does not exist in the cluster. */
export function localExecutor({ pod, uses }: PeaSpec): FlowError {
  return new FlowError('CONFIG_REMOTE_FILE', `"${pod}" uses ${uses}, a file of this machine, but runs in Kubernetes`, {
    hint: 'COPY it into the image, and leave out `uses` (CMD ["--uses", …]) or set it to the path in the image',
  })
}

/** A launch whose signal has aborted. */
export function launchAborted({ id }: PeaSpec, reason: unknown): FlowError {
  return new FlowError('LAUNCH_ABORTED', `the launch of "${id}" was aborted`, { cause: reason })
}
