import { access } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { FlowError, nearest, type PeaLauncher } from '@peaflow/core'
import { reasonOf } from '../report/reason.ts'

/** The names of the runtimes that come with Peaflow. */
export const BUILT_IN_RUNTIMES = ['process', 'thread', 'inline', 'docker'] as const

/** Runtimes of ours that are installed by those who need them, since what they are made from is large. */
const PACKAGES: Readonly<Record<string, string>> = { kubernetes: '@peaflow/runtime-kubernetes' }

/** The package of a runtime that does not come with Peaflow, by the name that Pods write. */
export function packageOf(name: string): string {
  return Object.hasOwn(PACKAGES, name) ? (PACKAGES[name] as string) : name
}

/** A runtime that does not come with Peaflow. */
export interface CustomRuntime {
  /** As Pods write it in `runtime`. */
  readonly name: string
  /** Its package, or the path of a module. */
  readonly package: string
  /** The absolute folder that it is resolved from. */
  readonly directory: string
}

/**
 * Loads a runtime package. Its default export is a launcher, or a function that makes one.
 *
 * @throws FlowError `CONFIG_RUNTIME` if the package cannot be loaded, or is not a runtime.
 */
export async function loadRuntime(runtime: CustomRuntime): Promise<PeaLauncher> {
  const { default: exported } = await importFrom(runtime)
  const launcher: unknown = typeof exported === 'function' ? await exported() : exported
  if (isLauncher(launcher)) return launcher
  throw new FlowError('CONFIG_RUNTIME', `"${runtime.package}" is not a runtime: its default export makes no launcher`, {
    hint: 'Export a function that returns { name, launch }: the PeaLauncher of @peaflow/core',
  })
}

async function importFrom(runtime: CustomRuntime): Promise<{ readonly default?: unknown }> {
  const file = await findRuntime(runtime)
  try {
    return await import(pathToFileURL(file).href)
  } catch (cause) {
    throw cannotLoad(runtime, cause)
  }
}

/**
 * The absolute path of a runtime's module, as executors are found: from the user's folder, not from this package.
 *
 * @throws FlowError `CONFIG_RUNTIME` if there is no such module.
 */
export async function findRuntime(runtime: CustomRuntime): Promise<string> {
  try {
    const file = await findModule(runtime)
    await access(file)
    return file
  } catch (cause) {
    throw cannotLoad(runtime, cause)
  }
}

function cannotLoad(runtime: CustomRuntime, cause: unknown): FlowError {
  const meant = nearest(runtime.name.toLowerCase(), [...BUILT_IN_RUNTIMES, ...Object.keys(PACKAGES)])
  // Packages are looked for from a file in the folder of the flow file that need not exist.
  const reason = reasonOf(cause).replace(/ imported from .*\/flow$/, '')
  const message = `the runtime "${runtime.name}" cannot be loaded: ${reason}`
  const install = `Install it beside the flow file: npm install ${runtime.package}`
  return new FlowError('CONFIG_RUNTIME', message, {
    hint: meant !== undefined && runtime.package === runtime.name ? `Did you mean "${meant}"?` : install,
    cause,
  })
}

async function findModule({ package: name, directory }: CustomRuntime): Promise<string> {
  if (name.startsWith('file:')) return fileURLToPath(name)
  if (/^\.{0,2}\//.test(name)) return resolve(directory, name)
  const { resolvePackage } = await import('@peaflow/pea/executor')
  const own = Object.values(PACKAGES).includes(name)
  return await resolvePackage({ name, directory }).catch(async (error) => {
    if (!own) throw error
    // Beside this package, where both are installed globally.
    return await resolvePackage({ name, directory: dirname(fileURLToPath(import.meta.url)) }).catch(() => {
      throw error
    })
  })
}

function isLauncher(value: unknown): value is PeaLauncher {
  return typeof value === 'object' && value !== null && 'launch' in value && typeof value.launch === 'function'
}
