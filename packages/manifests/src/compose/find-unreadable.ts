import type { PodContainers } from '../deployment/deployment.ts'
import type { ExportProblem } from '../options/problem.ts'

/** Pods whose containers, as a user of their own, could not read their key: a file for `owner` alone, as `uid:gid`. */
export function findUnreadable(pods: readonly PodContainers[], owner: string): readonly ExportProblem[] {
  const [uid = ''] = owner.split(':')
  return pods.flatMap(({ pod, user }): readonly ExportProblem[] => {
    if (user === undefined || mayRead(user, uid)) return []
    const message = `user of "${pod}" cannot be exported: its key is a file that only the user ${uid} can read, who exports it`
    const hint = `Leave it out, and its containers run as ${owner}; or export as ${user}`
    return [{ code: 'CONFIG_EXPORT_OPTION', pod, option: 'user', message, hint }]
  })
}

/** Root reads every file; what number a name has in an image is not known. */
function mayRead(user: string, uid: string): boolean {
  return !/^\d+(:|$)/.test(user) || /^0+(:|$)/.test(user) || user.split(':')[0] === uid
}
