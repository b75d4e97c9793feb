import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { FlowError, type PeaLauncher } from '@peaflow/core'
import { reasonOf } from '../report/reason.ts'

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
  try {
    // Resolved from the user's folder, as executors are, and not from where this package is installed.
    return await import(pathToFileURL(await findModule(runtime)).href)
  } catch (cause) {
    throw new FlowError('CONFIG_RUNTIME', `the runtime "${runtime.name}" cannot be loaded: ${reasonOf(cause)}`, {
      hint: `Install it beside the flow file: npm install ${runtime.package}`,
      cause,
    })
  }
}

async function findModule({ package: name, directory }: CustomRuntime): Promise<string> {
  if (name.startsWith('file:')) return fileURLToPath(name)
  if (/^\.{0,2}\//.test(name)) return resolve(directory, name)
  const { resolvePackage } = await import('@peaflow/pea/executor')
  return await resolvePackage({ name, directory })
}

function isLauncher(value: unknown): value is PeaLauncher {
  return typeof value === 'object' && value !== null && 'launch' in value && typeof value.launch === 'function'
}
