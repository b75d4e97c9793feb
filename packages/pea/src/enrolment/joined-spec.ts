import { isAbsolute } from 'node:path'
import { FLOW_NAME, FlowError, type PeaSpec, type SocketPlan, type Uses } from '@peaflow/core'
import type { Sockets } from '../links/links.ts'
import type { JoinFlowOptions } from './options.ts'

type Own = Pick<JoinFlowOptions, 'host' | 'pod' | 'uses' | 'with' | 'directory' | 'workspace' | 'security'>

/**
 * The spec of a replica that has joined. Its Flow decides its number, its links and its limits. It dials nothing but the host
 * at which it has found the Flow, and runs no code outside of its folder unless its own command line names that.
 *
 * @throws FlowError `LAUNCH_ADOPT` if the Flow asks for something else.
 */
export function toJoinedSpec(own: Own, wanted: PeaSpec): PeaSpec {
  const { host, pod, directory, security } = own
  if (wanted.pod !== pod || wanted.role !== 'replica') throw refuse(pod, `it asks for "${wanted.id}"`)
  if (!FLOW_NAME.test(wanted.flow)) throw refuse(pod, `${JSON.stringify(wanted.flow)} cannot be the name of a Flow`)
  // Nothing but an executor YAML in the folder names a class in Python, and the files that it is imported from.
  const code = { python: undefined, pythonClass: undefined, stages: undefined }
  const machine = { runtime: 'process', host: null, hostname: undefined, image: undefined, container: undefined }
  return {
    ...wanted,
    ...machine,
    ...code,
    env: undefined,
    uses: own.uses ?? ownUses(pod, wanted.uses),
    with: { ...wanted.with, ...own.with },
    directory,
    workspace: own.workspace ?? folderOf(wanted),
    security,
    ...toJoinedSockets({ host, pod }, wanted),
  }
}

/**
 * The sockets of a replica that has joined, at the host at which it has found the Flow.
 *
 * @throws FlowError `LAUNCH_ADOPT` if one is not dialled.
 */
export function toJoinedSockets({ host, pod }: Pick<Own, 'host' | 'pod'>, { inputs, outputs }: Sockets): Sockets {
  const toOwn = <S extends SocketPlan>(socket: S): S => {
    if (socket.mode !== 'CONNECT') throw refuse(pod, 'it asks it to open a port')
    return { ...socket, host, path: undefined, transport: undefined }
  }
  return { inputs: inputs.map(toOwn), outputs: outputs.map(toOwn) }
}

function ownUses(pod: string, uses: Uses): Uses {
  if (typeof uses === 'string' && isInside(uses)) return uses
  throw new FlowError(
    'LAUNCH_ADOPT',
    `the Flow names ${JSON.stringify(uses)} as the executor of "${pod}", outside of this folder`,
    {
      hint: 'Name it here: --uses PATH',
    },
  )
}

/** The folder that the Flow names. It writes nowhere else than inside the folder of the replica. */
function folderOf({ workspace }: PeaSpec): string | undefined {
  return workspace !== undefined && isInside(workspace) ? workspace : undefined
}

/** A URL of any scheme, also `data:`, and what makes a `..` of a path once a URL is made of it, as for a file of a package. */
const LIKE_URL = /^\s*[a-z][a-z\d+.-]*:|%(?:2e|2f|5c)|\p{Cc}/iu

/** Whether a path, or the name of a package, leads out of no folder. */
function isInside(path: string): boolean {
  return !isAbsolute(path) && !LIKE_URL.test(path) && !path.split(/[\\/]/).includes('..')
}

function refuse(pod: string, reason: string): FlowError {
  return new FlowError('LAUNCH_ADOPT', `"${pod}" cannot serve the Flow: ${reason}`)
}
