import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix, resolve } from 'node:path'
import { BUILT_IN_EXECUTORS } from '@peaflow/core'
import type { Flow, Pod } from '@peaflow/flow'
import { isClassName } from '../flow-file/class-name.ts'
import { findPythonClasses, type PythonClasses } from './python-classes.ts'

/** A file in place of what a flow file called an executor. */
export interface Replacement {
  /** Relative to the folder of the flow file, beginning with `./` or `../`. */
  readonly path: string
  /** What the flow file called it. */
  readonly instead: string
  /** The Pod that names it first. */
  readonly pod: string
  /** For a class in Python that exists: its file, relative to the folder of the flow file. */
  readonly classFile?: string | undefined
}

/** A Flow whose executors all have a file. */
export interface Completed {
  readonly flow: Flow
  /** Those that have to be written, or that an executor YAML has to name. */
  readonly skeletons: readonly Replacement[]
  /** Classes in Python that are the only one in their file. */
  readonly found: readonly Replacement[]
}

const OPTIONS = ['uses', 'usesBefore', 'usesAfter'] as const
const LOCAL_RUNTIMES: ReadonlySet<string | undefined> = new Set([undefined, 'process', 'thread', 'inline'])
const BUILT_INS: ReadonlySet<string> = new Set(BUILT_IN_EXECUTORS)

/** Gives every executor that is not there the file of its class in Python, or a file to be written. */
export async function completeExecutors(flow: Flow, directory: string): Promise<Completed> {
  const missing = flow.pods.flatMap((pod) => missingOf(pod, directory))
  const classes: PythonClasses = missing.some(({ instead }) => isClassName(instead))
    ? await findPythonClasses(directory)
    : new Map()
  const replacements = new Map<string, Replacement>()
  let completed = flow
  for (const { option, instead, pod } of missing) {
    const replacement = { ...replace(instead, classes), instead, pod }
    completed = completed.set(pod, { [option]: replacement.path })
    if (!replacements.has(replacement.path)) replacements.set(replacement.path, replacement)
  }
  const all = [...replacements.values()]
  return {
    flow: completed,
    skeletons: all.filter(({ path, classFile }) => path !== classFile),
    found: all.filter(({ path, classFile }) => path === classFile),
  }
}

interface Missing extends Pick<Replacement, 'instead' | 'pod'> {
  readonly option: (typeof OPTIONS)[number]
}

function missingOf(pod: Pod, directory: string): readonly Missing[] {
  return OPTIONS.flatMap((option) => {
    const instead = pod.options[option]
    const isMissing = typeof instead === 'string' && runsHere(pod, option) && !isThere(instead, directory)
    return isMissing ? [{ option, instead, pod: pod.name }] : []
  })
}

/** Heads and tails run on this machine, wherever their Pod does. */
function runsHere({ options }: Pod, option: (typeof OPTIONS)[number]): boolean {
  if (option !== 'uses') return true
  const { image, external, host, runtime } = options
  return image === undefined && external !== true && host === undefined && LOCAL_RUNTIMES.has(runtime)
}

function isThere(uses: string, directory: string): boolean {
  if (BUILT_INS.has(uses) || existsSync(resolve(directory, uses))) return true
  try {
    createRequire(join(directory, 'flow')).resolve(uses)
    return true
  } catch {
    return false // it is not an installed package
  }
}

/** A class that exactly one file has is that file, or an executor YAML that picks it from the classes of the file. */
function replace(uses: string, classes: PythonClasses): Pick<Replacement, 'path' | 'classFile'> {
  const [only, other] = classes.get(uses) ?? []
  if (only === undefined || other !== undefined) return { path: pathOf(uses) }
  return { path: only.isAlone ? only.path : pathOf(uses, '.yml'), classFile: only.path }
}

/**
 * `pods/encode.yml` becomes `./pods/encode.mjs`, and the class `ImageEncoder` becomes `./executors/image-encoder.mjs`. A file
 * in Python stays one.
 */
function pathOf(uses: string, extension = '.mjs'): string {
  const name = uses.replaceAll('\\', '/')
  if (/\.(?:[cm]?[jt]s|py)$/.test(name)) return relative(name)
  if (/\.ya?ml$/.test(name)) return relative(name.replace(/\.\w+$/, extension))
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  return `./executors/${words.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'executor'}${extension}`
}

function relative(path: string): string {
  return /^\.{0,2}\//.test(path) ? path : `./${posix.normalize(path)}`
}
