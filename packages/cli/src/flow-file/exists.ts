import { access } from 'node:fs/promises'

/** Whether there is a file or a folder at a path; a symbolic link that leads nowhere is neither. */
export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
