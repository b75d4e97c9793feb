/** What nothing in a container needs that is not root; what is left to root is what an image may rely on. */
const DROPPED_FOR_ROOT = ['AUDIT_WRITE', 'MKNOD', 'NET_RAW', 'SETFCAP', 'SYS_CHROOT']

/** The capabilities that a container of a user does without. Without a user it is that of the image, which may be root. */
export function droppedCapabilities(user: string | undefined): readonly string[] {
  const isRoot = user === undefined || /^0(:|$)/.test(user)
  return isRoot ? DROPPED_FOR_ROOT : ['ALL']
}
