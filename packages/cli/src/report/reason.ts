const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENOSPC: 'the disk is full',
}

/** Why the system refused something, in words. */
export function reasonOf(caught: unknown): string {
  if (!(caught instanceof Error)) return String(caught)
  const { code } = caught as NodeJS.ErrnoException
  return (code === undefined ? undefined : REASONS[code]) ?? caught.message
}
