import { FlowError, isFlowError, machineOf, type PeaSpec } from '@peaflow/core'

/** What dockerode throws: an answer of the Engine with its status, or a failure of the system with its code. */
export interface EngineFailure extends Error {
  readonly statusCode?: number | undefined
  readonly code?: string | undefined
  readonly json?: { readonly message?: string | undefined } | undefined
}

/** Whether the Engine does not know what it was asked for. */
export function isMissing(caught: unknown): boolean {
  return (caught as EngineFailure).statusCode === 404
}

/** Whether the Engine cannot make sense of what it was asked, or it cannot even be asked that. */
export function isMalformed(caught: unknown): boolean {
  const { statusCode, code } = caught as EngineFailure
  return statusCode === 400 || code === 'ERR_UNESCAPED_CHARACTERS'
}

/** Whether what was asked is impossible as things stand: the container has ended, or is being removed. */
export function isInConflict(caught: unknown): boolean {
  return (caught as EngineFailure).statusCode === 409
}

/** Whether nothing answered at all, as opposed to an answer that is an error. */
export function isUnreachable(caught: unknown): boolean {
  const { code = '' } = caught as EngineFailure
  // ECONNREFUSED, ENOENT, EACCES, ECONNRESET, …; and that there was no way to ask.
  return caught instanceof Error && /^E(AI_)?[A-Z]+$|^LAUNCH_DOCKER_(UNREACHABLE|SSH)$/.test(code)
}

/** What the Engine itself says went wrong. */
export function messageOf(caught: unknown): string {
  const { json, message } = caught as EngineFailure
  return json?.message?.trim() ?? message
}

interface Explanation {
  readonly matches: RegExp
  readonly explain: (spec: PeaSpec, message: string, cause: unknown) => FlowError
}

/** What the Engine's messages mean for whoever wrote the Pod; the first that matches holds. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    matches: /could not select device driver|nvidia/i,
    explain: (spec, message, cause) =>
      new FlowError(
        'LAUNCH_GPU_MISSING',
        `"${spec.pod}" wants GPUs, which the Docker Engine does not have: ${message}`,
        {
          hint: `Install the NVIDIA Container Toolkit on ${machineOf(spec) ?? 'this machine'}, or leave out gpus`,
          cause,
        },
      ),
  },
  {
    matches: /port is already allocated|address already in use/i,
    explain: (spec, message, cause) =>
      new FlowError('LAUNCH_PORT_TAKEN', `a port that "${spec.pod}" was given is taken: ${message}`, {
        hint: 'Give it another port, or none: Peaflow finds a free one',
        cause,
      }),
  },
  {
    matches: /bind source path does not exist/i,
    explain: (spec, message, cause) =>
      new FlowError('LAUNCH_VOLUME_MISSING', `a volume of "${spec.pod}" does not exist: ${message}`, {
        hint: hintOfVolume(machineOf(spec)),
        cause,
      }),
  },
]

/** The error for a container that was not created, or did not start, though the Engine answered. */
export function explainLaunch(cause: unknown, spec: PeaSpec): FlowError {
  if (isFlowError(cause)) return cause
  const message = messageOf(cause)
  const known = EXPLANATIONS.find(({ matches }) => matches.test(message))
  if (known !== undefined) return known.explain(spec, message, cause)
  return new FlowError('LAUNCH_CONTAINER', `the container of "${spec.id}" does not start: ${message}`, { cause })
}

function hintOfVolume(machine: string | null): string {
  return machine === null
    ? 'Make the folder, or correct volumes; relative paths are relative to the flow file'
    : `Make the folder on ${machine}, or correct volumes: they are paths of that machine`
}
