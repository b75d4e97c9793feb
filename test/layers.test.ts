import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, normalize } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { packages, root, sourcesOf } from './workspace.ts'

// What each of our packages may import from the others. Only `peaflow` imports `cli`, by the door `start`.
const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  flow: ['core'],
  pea: ['core'],
  engine: ['core', 'pea'],
  'runtime-local': ['core', 'pea'],
  'runtime-docker': ['core'],
  'runtime-conformance': ['core'],
  cli: ['core', 'flow', 'pea', 'engine', 'runtime-local', 'runtime-docker', 'runtime-conformance'],
  peaflow: ['flow', 'cli/start'],
}

/** Packages that run in a browser too. */
const pure = ['core', 'flow']

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

it.each(pure)('%s imports nothing of Node', (name) => {
  expect(importsOf(name).filter(isNode)).toEqual([])
})
