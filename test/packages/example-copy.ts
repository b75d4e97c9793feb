import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { root } from '../workspace.ts'

/**
 * Copies an example into a folder outside of the workspace. Packages of others that it depends on are linked from the
 * workspace: they are large. Ours are found above the folder, where they were installed from tarballs.
 */
export function copyExample(dir: string, folder: string): void {
  const example = join(root, dir)
  const filter = (file: string) => !['node_modules', '.peaflow'].includes(basename(file))
  cpSync(example, folder, { recursive: true, filter })
  const { dependencies = {} } = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8'))
  for (const name of Object.keys(dependencies)) {
    const installed = join(example, 'node_modules', name)
    if (/^(@peaflow\/|peaflow$)/.test(name) || !existsSync(installed)) continue
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(realpathSync(installed), link)
  }
}
