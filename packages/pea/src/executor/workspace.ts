import { join, resolve } from 'node:path'
import type { PeaSpec } from '@peaflow/core'

/** The absolute path of the folder that belongs to a replica alone; it may not exist yet. */
export function workspaceOf({ workspace, directory, flow, pod, replicaId }: PeaSpec): string {
  return resolve(directory, workspace ?? join('.peaflow', flow, pod, String(replicaId)))
}
