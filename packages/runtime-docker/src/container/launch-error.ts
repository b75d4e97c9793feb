import { type ErrorCode, FlowError, isFlowError, machineOf, type PeaSpec } from '@peaflow/core'
import { messageOf } from '../engine/failure.ts'

interface LaunchExplanation {
  readonly code: ErrorCode
  readonly matches: RegExp
  readonly message: (spec: PeaSpec) => string
  readonly hint: (spec: PeaSpec) => string
}

/** What messages of the Engine mean for the author of the Pod; the first match applies. */
const EXPLANATIONS: readonly LaunchExplanation[] = [
  {
    code: 'LAUNCH_GPU_MISSING',
    matches: /could not select device driver|nvidia/i,
    message: ({ pod }) => `"${pod}" wants GPUs, which the Docker Engine does not have`,
    hint: (spec) =>
      `Install the NVIDIA Container Toolkit on ${machineOf(spec) ?? 'this machine'}, or remove the option gpus`,
  },
  {
    code: 'ADDRESS_IN_USE',
    matches: /port is already allocated|address already in use/i,
    message: ({ pod }) => `a port of "${pod}" is taken`,
    hint: (spec) =>
      `Stop the program that listens there on ${machineOf(spec) ?? 'this machine'}, or give the Pod another port, or none: Peaflow then finds a free one`,
  },
  {
    code: 'ADDRESS_BIND',
    matches: /cannot assign requested address|bind: permission denied/i,
    message: ({ pod }) => `a port of "${pod}" cannot be opened`,
    hint: (spec) =>
      `The address must be one of ${machineOf(spec) ?? 'this machine'}, and dockerd must be allowed to open the port: rootless Docker may only open ports from 1024`,
  },
  {
    code: 'LAUNCH_VOLUME_MISSING',
    matches: /bind source path does not exist/i,
    message: ({ pod }) => `a volume of "${pod}" does not exist`,
    hint: (spec) => volumeHint(machineOf(spec)),
  },
  {
    code: 'LAUNCH_CONTAINER',
    matches: /rootfs is marked read-only/i,
    message: ({ pod }) =>
      `"${pod}" cannot get its arguments: its container has neither stdin nor a file system to write to`,
    hint: () => 'Remove Tty and OpenStdin, or ReadonlyRootfs, from the option docker',
  },
]

/** The error for a container that could not be created or started although the Engine responded. */
export function explainLaunch(cause: unknown, spec: PeaSpec): FlowError {
  if (isFlowError(cause)) return cause
  const reason = messageOf(cause)
  const known = EXPLANATIONS.find(({ matches }) => matches.test(reason))
  if (known !== undefined) {
    return new FlowError(known.code, `${known.message(spec)}: ${reason}`, { hint: known.hint(spec), cause })
  }
  return new FlowError('LAUNCH_CONTAINER', `the container of "${spec.id}" does not start: ${reason}`, { cause })
}

function volumeHint(machine: string | null): string {
  return machine === null
    ? 'Create the folder, or correct volumes; relative paths are relative to the flow file'
    : `Create the folder on ${machine}, or correct volumes: they are paths of that machine`
}
