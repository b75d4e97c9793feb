import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Runs something in a copy of a folder, so that what it leaves there is gone afterwards. The copy is below the folder, where
 * its packages are found.
 */
export async function inCopy<T>(folder: string, use: (copy: string) => Promise<T>): Promise<T> {
  const parent = join(folder, '.peaflow')
  await mkdir(parent, { recursive: true })
  const copy = await mkdtemp(join(parent, 'copy-'))
  try {
    const names = (await readdir(folder)).filter((name) => name !== 'node_modules' && name !== '.peaflow')
    for (const name of names) await cp(join(folder, name), join(copy, name), { recursive: true })
    return await use(copy)
  } finally {
    await rm(copy, { recursive: true })
  }
}
