import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Plugin } from 'vitest/config'
import { packages, root, sourcesOf } from '../workspace.ts'

/**
 * Makes a module that names a folder `dist` depend on the sources of what is built there. In watch mode, a test that
 * starts a program then runs again when a file that only the program imports changes.
 */
export function watchPrograms(): Plugin {
  return {
    name: 'watch-programs',
    transform(code, id) {
      if (!/['"`/]dist['"`/]/.test(code) || id.includes('node_modules')) return
      for (const file of sourcesOfPrograms(id)) this.addWatchFile(file)
    },
  }
}

/** The sources of the package that a file is in, and of those that it depends on; of all packages for other files. */
function sourcesOfPrograms(id: string): readonly string[] {
  const [folder, name = ''] = relative(root, id).split(sep)
  const names = folder === 'packages' ? dependenciesOf(name) : packages
  return [...names].flatMap((one) => sourcesOf(one).map(({ path }) => join(root, 'packages', one, 'src', path)))
}

function dependenciesOf(name: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(name)) return found
  found.add(name)
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
  for (const one of packages) if (`@peaflow/${one}` in dependencies) dependenciesOf(one, found)
  return found
}
