import type { Data } from '../yaml/noted.ts'

/** The user of the Pea image, and the group that may read secrets. */
const NODE = 1_000

/** What nothing in a container needs that is not root; what is left to root is what an image may rely on. */
const DROPPED_FOR_ROOT = ['NET_RAW', 'MKNOD', 'SYS_CHROOT', 'AUDIT_WRITE', 'SETFCAP']

/** Who a Kubernetes Pod runs as. Without a user, that of the image. */
export function podSecurity(user: string | undefined): Data {
  const [uid, gid] = user?.split(':') ?? []
  return {
    ...(uid !== undefined && { runAsUser: Number(uid) }),
    ...(gid !== undefined && { runAsGroup: Number(gid) }),
    ...(uid !== undefined && Number(uid) !== 0 && { runAsNonRoot: true }),
    fsGroup: NODE,
    seccompProfile: { type: 'RuntimeDefault' },
  }
}

/** The user that the Flow itself runs as: that of the Pea image. */
export const FLOW_USER = `${NODE}:${NODE}`

/** What a container may do. */
export function containerSecurity(user: string | undefined): Data {
  const isRoot = user === undefined || /^0(:|$)/.test(user)
  return { allowPrivilegeEscalation: false, capabilities: { drop: isRoot ? DROPPED_FOR_ROOT : ['ALL'] } }
}
