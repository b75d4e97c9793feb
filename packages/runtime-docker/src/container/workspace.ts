import { LABELS } from '../labels/labels.ts'
import { bindMount, type Mount } from './volume.ts'

/** The workspace of a Pea: an absolute folder of this machine, or the name of a volume on another one. */
export type WorkspaceSource = { readonly folder: string } | { readonly volume: string }

/** Where a container has it. */
export const WORKSPACE = '/peaflow/workspace'

/** Mounts the workspace of a Pea of this Flow. */
export function workspaceMount(workspace: WorkspaceSource, flow: string, target = WORKSPACE): Mount {
  if ('folder' in workspace) return bindMount(workspace.folder, target, false)
  const VolumeOptions = { Labels: { [LABELS.flow]: flow } }
  return { Type: 'volume', Source: workspace.volume, Target: target, ReadOnly: false, VolumeOptions }
}
