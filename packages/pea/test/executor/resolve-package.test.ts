import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { FlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { locate } from '../../src/executor/locate.ts'
import { folderOf } from './folder.ts'

/** What the `exports` of an installed package may look like, and the file that `import` takes of it. */
const manifests: [name: string, manifest: object, file: string][] = [
  ['plain', { exports: './esm.js' }, 'esm.js'],
  ['default', { exports: { '.': { default: './esm.js' } } }, 'esm.js'],
  ['import', { exports: { '.': { import: './esm.js' } } }, 'esm.js'],
  ['types-first', { exports: { '.': { types: './index.d.ts', import: './esm.js' } } }, 'esm.js'],
  ['top', { exports: { import: './esm.js' } }, 'esm.js'],
  ['node', { exports: { '.': { node: { import: './esm.js' } } } }, 'esm.js'],
  ['nested', { exports: { '.': { import: { types: './index.d.ts', default: './esm.js' } } } }, 'esm.js'],
  ['module-sync', { exports: { '.': { 'module-sync': './esm.js', default: './common.cjs' } } }, 'esm.js'],
  ['both', { exports: { '.': { require: './common.cjs', import: './esm.js' } } }, 'esm.js'],
  ['require', { exports: { '.': { require: './common.cjs' } } }, 'common.cjs'],
  ['main', { main: './common.cjs' }, 'common.cjs'],
  ['main-without-extension', { main: 'esm' }, 'esm.js'],
  ['index', {}, 'index.js'],
  ['@acme/encoder', { exports: { import: './esm.js' } }, 'esm.js'],
  ['subpath/inner', { exports: { './inner': { import: './esm.js' } } }, 'esm.js'],
  ['pattern/inner/esm.js', { exports: { './inner/*': { import: './*' } } }, 'esm.js'],
  ['file/esm.js', {}, 'esm.js'],
  ['file-without-extension/esm', {}, 'esm.js'],
  ['@acme/scoped/inner', { exports: { './inner': { import: './esm.js' } } }, 'esm.js'],
]

const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/')
const filesOf = (folder: string, manifest: object | string) => ({
  [`${folder}/package.json`]: typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
  ...Object.fromEntries(['esm.js', 'common.cjs', 'index.js'].map((file) => [`${folder}/${file}`, ''])),
})

const directory = folderOf({
  ...Object.assign({}, ...manifests.map(([name, manifest]) => filesOf(`node_modules/${packageOf(name)}`, manifest))),
  ...filesOf('node_modules/.store/linked@1.0.0/node_modules/linked', { exports: { import: './esm.js' } }),
  ...filesOf('node_modules/closed', { exports: { './open': './esm.js' } }),
  ...filesOf('node_modules/torn', '{'),
  ...filesOf('node_modules/unbuilt', { exports: { import: './dist/index.js' } }),
  'flows/deep/flow.yml': '',
})
symlinkSync('.store/linked@1.0.0/node_modules/linked', join(directory, 'node_modules/linked'))
symlinkSync('../away/real.mjs', join(directory, 'broken.mjs'))
mkdirSync(join(directory, 'folder'))

describe('a package is found', () => {
  it.each(manifests)('%s: %j', async (name, _, file) => {
    const path = await locate({ uses: name, directory })
    expect(path).toBe(join(directory, 'node_modules', packageOf(name), file))
  })

  it('from a folder further down', async () => {
    const path = await locate({ uses: 'import', directory: join(directory, 'flows/deep') })
    expect(path).toBe(join(directory, 'node_modules/import/esm.js'))
  })

  it('through a symbolic link, at the path that it links to', async () => {
    const path = await locate({ uses: 'linked', directory })
    expect(path).toBe(join(directory, 'node_modules/.store/linked@1.0.0/node_modules/linked/esm.js'))
  })
})

it.each([
  ['acme', 'neither a file in', 'npm install acme'],
  ['@acme/decoder/inner', 'neither a file in', 'npm install @acme/decoder'],
  ['closed', 'though the package closed is installed: No "exports" main defined', 'Start a path with ./'],
  ['closed/inner', "though the package closed is installed: Package subpath './inner' is not defined", 'Start a path'],
  ['torn', 'though the package torn is installed: Invalid package config', 'Start a path with ./'],
  ['unbuilt', 'though the package unbuilt is installed: Cannot find module', 'Start a path with ./'],
  ['merge', 'neither a file in', 'Did you mean "_merge"?'],
  ['Any Name', 'neither a file in', 'Start a path with ./'],
  ['fs', 'the executor fs is a module of Node', 'Start a path with ./'],
  ['node:path', 'the executor node:path is a module of Node', 'Start a path with ./'],
  ['https://example.com/a', 'neither a file in', 'Start a path with ./'],
  ['file://elsewhere/a.mjs', 'is not the URL of a file on this machine', 'file:///'],
  ['./broken.mjs', 'it is a symbolic link to ../away/real.mjs, which is not there', 'Relative paths'],
])('%s is refused with the reason', async (uses, message, hint) => {
  const error: FlowError = await locate({ uses, directory }).then(
    () => expect.unreachable(),
    (error) => error,
  )
  expect(error).toMatchObject({ code: 'LAUNCH_EXECUTOR_FILE', message: expect.stringContaining(message) })
  expect(error.hint).toContain(hint)
  if (!hint.includes('npm install')) expect(error.hint).not.toContain('npm install')
})
