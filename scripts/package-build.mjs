// How a package is built, and whether what it has built is still that of its sources. Both go by content, not by time.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What each build depends on beside its sources, in its folder and in the root. A lockfile stands for all versions. */
const SETTINGS = ['package.json', 'tsup.config.ts', 'tsconfig.json']
const ROOT_SETTINGS = ['tsconfig.base.json', 'pnpm-lock.yaml']

/** Where a package keeps the record of its last build. */
const RECORD = '.build/record.json'

/** The folder of every package of the workspace that has something to build, dependencies first. */
export function packageFolders() {
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name))
  const folders = [...packages, join(root, 'bench'), join(root, 'chaos')].filter((folder) =>
    existsSync(join(folder, 'tsup.config.ts')),
  )
  const byName = new Map(folders.map((folder) => [readJson(join(folder, 'package.json')).name, folder]))
  const ordered = new Set()
  const visit = (folder) => {
    for (const name of Object.keys(readJson(join(folder, 'package.json')).dependencies ?? {})) {
      if (byName.has(name)) visit(byName.get(name))
    }
    ordered.add(folder)
  }
  for (const folder of folders) visit(folder)
  return [...ordered]
}

/** Tells whether `dist` holds what a build would write now: its JavaScript and, if asked for, its declarations. */
export function isBuilt(folder, { types = false } = {}) {
  const record = readJson(join(folder, RECORD))
  if (record === undefined || (types && !record.types)) return false
  const sources = sourcesOf(folder)
  if (!sources.every((file) => file in record.inputs)) return false
  const { inputs, outputs } = record
  return [inputs, outputs].every((files) =>
    Object.entries(files).every(([file, hash]) => (isTypes(file) && !types) || hashOf(join(folder, file)) === hash),
  )
}

/**
 * Builds the package in the working directory into its `dist`. Each file is moved there whole, so that a program may
 * start at the same time. Files that the build no longer writes are removed. Without `types`, the declarations stay as
 * they are, and the record says that they may be out of date.
 */
export async function buildPackage({ types }) {
  const { build } = await import('tsup')
  const scratch = `.build/${process.pid}`
  const bundled = new Set()
  // Declarations are those of the sources that are read now, not of those that somebody saves meanwhile.
  const before = hashAll('.', sourcesOf(process.cwd()))
  try {
    const esbuildPlugins = [recordInputs(bundled)]
    await build({ outDir: scratch, clean: false, silent: !types, esbuildPlugins, ...(types ? {} : { dts: false }) })
    const outputs = publish(scratch, { types })
    const inputs = { ...hashAll('.', bundled), ...before }
    writeFileSync(`${scratch}/record.json`, JSON.stringify({ types, inputs, outputs }, undefined, 1))
    renameSync(`${scratch}/record.json`, RECORD)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Removes the JavaScript of a package from its `dist`, so that what starts it fails, instead of running old code. */
export function removeBuild(folder) {
  const dist = join(folder, 'dist')
  if (!existsSync(dist)) return
  for (const file of readdirSync(dist)) if (/\.[cm]?js$/.test(file)) rmSync(join(dist, file))
}

function recordInputs(inputs) {
  return {
    name: 'record-inputs',
    setup: (bundle) =>
      bundle.onEnd(({ metafile }) => {
        for (const input of Object.keys(metafile?.inputs ?? {})) if (existsSync(input)) inputs.add(input)
      }),
  }
}

/** Moves what was built into `dist`. Returns the hash of each file there. */
function publish(scratch, { types }) {
  mkdirSync('dist', { recursive: true })
  const built = filesIn(scratch)
  const outputs = {}
  for (const file of built) {
    outputs[`dist/${file}`] = hashOf(join(scratch, file))
    mkdirSync(dirname(join('dist', file)), { recursive: true })
    renameSync(join(scratch, file), join('dist', file))
  }
  for (const file of readdirSync('dist')) {
    if (!built.includes(file) && (isTypes(file) ? types : /\.[cm]?js$/.test(file))) rmSync(join('dist', file))
  }
  return outputs
}

function sourcesOf(folder) {
  const settings = SETTINGS.filter((file) => existsSync(join(folder, file)))
  const rootSettings = ROOT_SETTINGS.map((file) => relative(folder, join(root, file)))
  return [...filesIn(join(folder, 'src')).map((file) => `src/${file}`), ...settings, ...rootSettings]
}

function filesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, path, name }) => relative(folder, join(parentPath ?? path, name)))
}

function hashAll(folder, files) {
  return Object.fromEntries([...files].map((file) => [file, hashOf(join(folder, file))]))
}

function hashOf(path) {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('base64') : undefined
}

function isTypes(file) {
  return /\.d\.[cm]?ts$/.test(file)
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}
