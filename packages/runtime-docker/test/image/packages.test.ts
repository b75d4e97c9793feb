import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parseLdd } from '../../src/image-build/libraries.ts'
import { layOutPackages } from '../../src/image-build/packages.ts'
import { makeFolder } from '../docker/folder.ts'

const folder = makeFolder()

/** Installs a package with these dependencies. */
function install(root: string, path: string, ...dependencies: readonly string[]): void {
  const target = join(root, path)
  mkdirSync(target, { recursive: true })
  const name = path.replace(/^.*node_modules\//, '')
  const manifest = { name, dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '*'])) }
  writeFileSync(join(target, 'package.json'), JSON.stringify(manifest))
}

const targetsOf = (root: string, path: string) =>
  layOutPackages(join(root, path)).map(({ source, target }) => [target, source.slice(root.length + 1)])

test('it places packages side by side, and another version of one beneath the package that needs it', () => {
  const root = join(folder, 'plain')
  install(root, 'node_modules/@peaflow/cli', 'a', 'b', 'not-installed')
  install(root, 'node_modules/a', 'c')
  install(root, 'node_modules/b', 'c', 'a')
  install(root, 'node_modules/b/node_modules/c')
  install(root, 'node_modules/c', 'b')
  expect(targetsOf(root, 'node_modules/@peaflow/cli')).toEqual([
    ['node_modules/@peaflow/cli', 'node_modules/@peaflow/cli'],
    ['node_modules/a', 'node_modules/a'],
    ['node_modules/b', 'node_modules/b'],
    ['node_modules/c', 'node_modules/c'],
    ['node_modules/b/node_modules/c', 'node_modules/b/node_modules/c'],
  ])
})

test('it follows the links of a workspace', () => {
  const root = join(folder, 'links')
  install(root, 'packages/cli', 'a')
  install(root, 'store/a@1/node_modules/a', 'b')
  install(root, 'store/b@2/node_modules/b')
  const link = (from: string, to: string) => {
    mkdirSync(dirname(join(root, from)), { recursive: true })
    symlinkSync(join(root, to), join(root, from))
  }
  link('packages/cli/node_modules/a', 'store/a@1/node_modules/a')
  link('store/a@1/node_modules/b', 'store/b@2/node_modules/b')
  expect(targetsOf(root, 'packages/cli')).toEqual([
    ['node_modules/packages/cli', 'packages/cli'],
    ['node_modules/a', 'store/a@1/node_modules/a'],
    ['node_modules/b', 'store/b@2/node_modules/b'],
  ])
})

test('it reads the libraries that ldd lists', () => {
  const output = `	linux-vdso.so.1 (0x00007fed23cb0000)
	libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007fed23920000)
	libgone.so.1 => not found
	/lib64/ld-linux-x86-64.so.2 (0x00007fed23cb2000)`
  expect(parseLdd(output)).toEqual(['/lib/x86_64-linux-gnu/libm.so.6', '/lib64/ld-linux-x86-64.so.2'])
  expect(parseLdd('	not a dynamic executable')).toEqual([])
})
