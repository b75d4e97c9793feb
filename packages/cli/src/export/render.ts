import { type ExportedFlow, type ManifestFile, toCompose, toKubernetes, toSwarm } from '@peaflow/manifests'
import { type ContainRequest, containFlow } from './contain-flow.ts'

/** A Flow that was read, and all that its export depends on. */
export interface ExportRequest extends ContainRequest {
  /** The secret files of the container of the Flow, by name. */
  readonly secrets: Readonly<Record<string, string>>
  /** The key of each Pod. */
  readonly keys: ReadonlyMap<string, string>
  readonly target?: string | undefined
  /** The folder of the flow file, relative to that of the export. */
  readonly directory: string
  /** The user who exports, as `uid:gid`; `undefined` on a system without such numbers. */
  readonly user: string | undefined
}

/**
 * A Flow as manifests. It reads no clock, no file and no random number: the same request gives the same files.
 *
 * @throws FlowError what a build throws, `CONFIG_EXPORT_NOT_IN_IMAGE`, `CONFIG_EXPORT_OPTION`, `CONFIG_EXPORT_TARGET`.
 */
export function renderFlow(request: ExportRequest): readonly ManifestFile[] {
  const { platform, target, directory, user } = request
  const flow = withSecrets(containFlow(request).exported, request)
  if (platform === 'kubernetes') return toKubernetes(flow, { target })
  return platform === 'swarm' ? toSwarm(flow) : toCompose(flow, { directory, user })
}

function withSecrets(flow: ExportedFlow, { secrets, keys }: ExportRequest): ExportedFlow {
  const pods = Object.entries(flow.secrets.pods).map(
    ([pod, own]) => [pod, { ...own, key: keys.get(pod) ?? '' }] as const,
  )
  return { ...flow, secrets: { flow: { ...secrets, ...flow.secrets.flow }, pods: Object.fromEntries(pods) } }
}
