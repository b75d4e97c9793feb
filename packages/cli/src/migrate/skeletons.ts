import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix, resolve } from 'node:path'
import { BUILT_IN_EXECUTORS } from '@peaflow/core'
import type { Flow, Pod } from '@peaflow/flow'

/** A file that has to be written for an executor. */
export interface Skeleton {
  /** Relative to the folder of the flow file, beginning with `./` or `../`. */
  readonly path: string
  /** What the flow file called it. */
  readonly instead: string
  /** The Pod that names it first. */
  readonly pod: string
}

/** A Flow whose executors all have a file, and those that have to be written. */
export interface Completed {
  readonly flow: Flow
  readonly skeletons: readonly Skeleton[]
}

const OPTIONS = ['uses', 'usesBefore', 'usesAfter'] as const
const LOCAL_RUNTIMES: ReadonlySet<string | undefined> = new Set([undefined, 'process', 'thread', 'inline'])
const BUILT_INS: ReadonlySet<string> = new Set(BUILT_IN_EXECUTORS)

/** Gives every executor that is not there a module to be written. */
export function completeExecutors(flow: Flow, directory: string): Completed {
  const skeletons = new Map<string, Skeleton>()
  let completed = flow
  for (const pod of flow.pods) {
    for (const option of OPTIONS) {
      const instead = pod.options[option]
      if (typeof instead !== 'string' || !runsHere(pod, option) || isThere(instead, directory)) continue
      const path = pathOf(instead)
      completed = completed.set(pod.name, { [option]: path })
      if (!skeletons.has(path)) skeletons.set(path, { path, instead, pod: pod.name })
    }
  }
  return { flow: completed, skeletons: [...skeletons.values()] }
}

/** The module of an executor that passes documents unchanged until it is written. */
export function writeSkeleton({ instead, pod }: Skeleton): string {
  return `// In place of ${JSON.stringify(instead)}, the executor of the Pod ${pod}. Documents pass unchanged until it is written.

export default {
  /** Called once, before the first request: load what takes long here. */
  async setup(ctx) {},

  requests: {
    /** Serves every endpoint that has no function of its own, such as '/index'. */
    default: async (documents, ctx) => documents,
  },
}
`
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

/** `pods/encode.yml` becomes `./pods/encode.mjs`, and the class `ImageEncoder` becomes `./executors/image-encoder.mjs`. */
function pathOf(uses: string): string {
  const name = uses.replaceAll('\\', '/')
  if (/\.[cm]?[jt]s$/.test(name)) return relative(name)
  if (/\.(?:ya?ml|py)$/.test(name)) return relative(name.replace(/\.\w+$/, '.mjs'))
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  return `./executors/${words.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'executor'}.mjs`
}

function relative(path: string): string {
  return /^\.{0,2}\//.test(path) ? path : `./${posix.normalize(path)}`
}
