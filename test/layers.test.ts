import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, normalize } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { chapters } from './chapters.ts'
import { packages, root, sourcesOf } from './workspace.ts'

// Which of our packages each may import, by which door. `pea/internal` is for siblings only; only `peaflow` imports `cli`.
const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  flow: ['core'],
  manifests: ['core'],
  protocol: ['core'],
  python: [],
  pea: ['core', 'protocol', 'python'],
  engine: ['core', 'protocol', 'pea', 'pea/internal'],
  serve: ['core', 'engine', 'pea/json', 'pea/internal'],
  'runtime-local': ['core', 'pea', 'pea/internal'],
  'runtime-docker': ['core'],
  'runtime-kubernetes': ['core', 'manifests'],
  'runtime-conformance': ['core', 'protocol'],
  cli: [
    'core',
    'flow',
    'manifests',
    'protocol',
    'python',
    'pea',
    'pea/executor',
    'pea/json',
    'engine',
    'serve',
    'runtime-local',
    'runtime-docker',
    'runtime-conformance',
    'runtime-conformance/wire',
  ],
  peaflow: ['flow', 'cli/start'],
}

/** Packages that run in a browser too. */
const pure = ['core', 'flow', 'manifests']

const builtins = new Set(builtinModules)

interface Import {
  readonly file: string
  readonly module: string
}

function importsOf(name: string): readonly Import[] {
  return sourcesOf(name).flatMap(({ path, text }) =>
    ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => ({ file: path, module: fileName })),
  )
}

const isRelative = ({ module }: Import): boolean => module.startsWith('.')
const isNode = ({ module }: Import): boolean => module.startsWith('node:') || builtins.has(module)
const packageOf = ({ module }: Import): string => module.split('/', module.startsWith('@') ? 2 : 1).join('/')

it('names the layers of every package', () => {
  expect(Object.keys(layers).sort()).toEqual([...packages].sort())
})

describe.each(packages)('%s', (name) => {
  const imports = importsOf(name)
  const foreign = imports.filter((one) => !isRelative(one) && !isNode(one))

  it('imports only the layers below it', () => {
    const below = layers[name]?.map((layer) => `@peaflow/${layer}`)
    const ours = foreign.filter(({ module }) => module.startsWith('@peaflow/'))
    expect(ours.filter(({ module }) => !below?.includes(module))).toEqual([])
  })

  it('declares what it imports', () => {
    const { dependencies = {}, peerDependencies = {} } = JSON.parse(
      readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'),
    )
    const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies }))
    expect(foreign.filter((one) => !declared.has(packageOf(one)))).toEqual([])
    if (name === 'core') expect(declared.size).toBe(0)
  })

  it('stays in its own folder, and goes round its own index', () => {
    const inside = imports.filter(isRelative).map(({ file, module }) => normalize(join(file, '..', module)))
    expect(inside.filter((path) => path.startsWith('..') || path === 'index.ts')).toEqual([])
  })
})

describe.each(Object.entries(chapters))('%s', (name, folders) => {
  const files = sourcesOf(name).map(({ path }) => path)

  it('names all of its folders', () => {
    const isDoor = (path: string): boolean => doorsOf(name).includes(path)
    expect(new Set(files.filter((path) => !isDoor(path)).map(folderOf))).toEqual(new Set(folders))
  })

  it('has imports between folders that go one way', () => {
    const position = (path: string): number => folders.indexOf(folderOf(path))
    const upwards = importsOf(name)
      .filter(isRelative)
      .filter(({ file, module }) => {
        const target = normalize(join(file, '..', module))
        return !doorsOf(name).includes(file) && position(target) > position(file)
      })
    expect(upwards).toEqual([])
  })
})

/** The files that the package exports, relative to its source folder. */
function doorsOf(name: string): readonly string[] {
  const { exports } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
  const targets = Object.values(exports).flatMap((door) => (door as { readonly default?: string }).default ?? [])
  return targets.map((target) => target.replace('./dist/', '').replace(/\.js$/, '.ts'))
}

function folderOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '.') : '.'
}

it.each(pure)('%s imports nothing of Node', (name) => {
  expect(importsOf(name).filter(isNode)).toEqual([])
})
