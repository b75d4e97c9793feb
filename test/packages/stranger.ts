import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packages, root } from '../workspace.ts'
import { mustRun } from './command.ts'
import { openRegistry } from './registry.ts'
import { nodeFolder, openScratch } from './scratch.ts'
import type { Desk } from './session.ts'

/** A machine on which a reader follows our pages: Node 20, npm, and a registry that has our packages. */
export interface Stranger extends AsyncDisposable {
  /** A new folder that holds nothing but a `package.json`, in which every package of ours and TypeScript are installed. */
  desk(): Desk
  /** A new empty folder outside of it, of a reader whose home is empty too. */
  emptyHome(): Desk
}

/** What a reader has who checks types, in the versions of this workspace. */
const TYPES = ['typescript', '@types/node'].map((name) => `${name}@${versionOf(name)}`)

/** Opens such a machine. With `installed: false`, it has no desk. */
export async function openStranger({ installed = true } = {}): Promise<Stranger> {
  const scratch = openScratch()
  const [registry, node] = await Promise.all([openRegistry(), nodeFolder('20', scratch)])
  const project = scratch.project('project')
  if (installed) {
    const names = [...packages.map(registry.specifier), ...TYPES]
    await mustRun('npm', ['install', '--prefer-offline', registry.flag, ...names], { cwd: project, path: [node] })
  }
  let count = 0
  return {
    desk: () => {
      const folder = join(project, `desk-${count++}`)
      mkdirSync(folder)
      // Files that end with `.js` are ES modules there.
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
      return { folder, path: [join(project, 'node_modules/.bin'), node], env: {}, isInstalled: true }
    },
    emptyHome: () => {
      const home = scratch.folder(`home-${count++}`)
      const [folder, prefix] = ['work', 'prefix'].map((name) => join(home, name)) as [string, string]
      for (const path of [folder, prefix]) mkdirSync(path)
      const own = { HOME: home, npm_config_prefix: prefix, npm_config_cache: join(home, '.npm') }
      return {
        folder,
        path: [join(prefix, 'bin'), node],
        env: { npm_config_registry: registry.origin, ...own },
        isInstalled: false,
      }
    },
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]()
      await scratch[Symbol.asyncDispose]()
    },
  }
}

function versionOf(name: string): string {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies[name]
}
