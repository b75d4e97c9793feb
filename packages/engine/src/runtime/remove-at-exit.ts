import { rmSync } from 'node:fs'

const folders = new Set<string>()

/**
 * Has a folder removed when this process exits without stopping its Flow, as `process.exit()` does. One listener serves all
 * folders, and only while there are any: Node warns about more than ten. Returns what takes the folder out again.
 */
export function removeAtExit(folder: string): () => void {
  if (folders.size === 0) process.on('exit', removeAll)
  folders.add(folder)
  return () => {
    folders.delete(folder)
    if (folders.size === 0) process.off('exit', removeAll)
  }
}

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}
