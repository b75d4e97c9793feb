import { droppedCapabilities } from '../deployment/capabilities.ts'
import type { Data } from '../yaml/noted.ts'

/** The user of the Pea image, and the group that may read secrets. */
const NODE = 1_000

/** Who a Kubernetes Pod runs as. Without a user, that of the image. */
export function podSecurity(user: string | undefined): Data {
  return {
    ...runAs(user),
    fsGroup: NODE,
    seccompProfile: { type: 'RuntimeDefault' },
  }
}

/** The user of a container, or of all containers of a Kubernetes Pod. */
export function runAs(user: string | undefined): Data {
  const [uid, gid] = user?.split(':') ?? []
  return {
    ...(uid !== undefined && { runAsUser: Number(uid), runAsNonRoot: Number(uid) !== 0 }),
    ...(gid !== undefined && { runAsGroup: Number(gid) }),
  }
}

/** The user that the Flow itself runs as: that of the Pea image. */
export const FLOW_USER = `${NODE}:${NODE}`

/** What a container may do. */
export function containerSecurity(user: string | undefined): Data {
  return { allowPrivilegeEscalation: false, capabilities: { drop: droppedCapabilities(user) } }
}
