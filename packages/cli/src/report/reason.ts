const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EEXIST: 'there is a file of that name',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a component of its path is not a folder',
  ENOSPC: 'the disk is full',
}

/** Why the system refused an operation, in words. */
export function reasonOf(caught: unknown): string {
  if (!(caught instanceof Error)) return String(caught)
  const { code } = caught as NodeJS.ErrnoException
  return (code === undefined ? undefined : REASONS[code]) ?? caught.message
}
