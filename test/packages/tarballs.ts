import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packages, root } from '../workspace.ts'
import { mustRun } from './command.ts'

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/**
 * Packs every package as a release would, from its build. Returns the tarballs by the package's name.
 *
 * @throws Error if a build is out of date: vitest builds only JavaScript, and these tests read the declarations too.
 */
export async function packAll(folder: string): Promise<ReadonlyMap<string, string>> {
  await mustRun(process.execPath, ['scripts/build.mjs', '--check'], { cwd: root })
  const pack = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder]
  await mustRun('npx', ['--yes', packageManager, ...pack], { cwd: root })
  const files = readdirSync(folder)
  return new Map(packages.map((name) => [name, join(folder, tarballOf(name, files))]))
}

function tarballOf(name: string, files: readonly string[]): string {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
  const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`
  if (!files.includes(file)) throw new Error(`${name} was not packed: ${files.join(', ')}`)
  return file
}
