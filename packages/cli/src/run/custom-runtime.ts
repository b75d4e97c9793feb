import { pathToFileURL } from 'node:url'
import { FlowError, type PeaLauncher } from '@peaflow/core'
import { resolve } from 'import-meta-resolve'
import { reasonOf } from '../report/reason.ts'

/** A runtime that is not one of ours. */
export interface CustomRuntime {
  /** As Pods write it in `runtime`. */
  readonly name: string
  /** Its package, or the path of a module. */
  readonly package: string
  /** The absolute folder that it is looked up from. */
  readonly directory: string
}

/**
 * The custom runtimes that `--runtime name=package` names.
 *
 * @throws FlowError `CONFIG_RUNTIME` for one that is not written so.
 */
export function readRuntimes(texts: readonly string[], directory: string): CustomRuntime[] {
  return texts.map((text) => {
    const [, name, specifier] = /^([^=]+)=(.+)$/.exec(text) ?? []
    if (name !== undefined && specifier !== undefined) return { name, package: specifier, directory }
    throw new FlowError('CONFIG_RUNTIME', `--runtime "${text}" does not say which package the runtime is in`, {
      hint: 'Write --runtime name=package, where name is what Pods have as their runtime',
    })
  })
}

/**
 * Loads a runtime package, whose default export is a launcher or makes one.
 *
 * @throws FlowError `CONFIG_RUNTIME` if there is no such package, or it is no runtime.
 */
export async function loadRuntime(runtime: CustomRuntime): Promise<PeaLauncher> {
  const loaded: { default?: unknown } = await importFrom(runtime)
  const made: unknown = typeof loaded.default === 'function' ? await loaded.default() : loaded.default
  if (isLauncher(made)) return made
  throw new FlowError('CONFIG_RUNTIME', `"${runtime.package}" is no runtime: its default export makes no launcher`, {
    hint: 'Export a function that returns { name, launch }: the PeaLauncher of @peaflow/core',
  })
}

async function importFrom(runtime: CustomRuntime): Promise<{ default?: unknown }> {
  try {
    // Found where the flow file is, like what its executors import, and not where this command is installed.
    return await import(resolve(runtime.package, pathToFileURL(`${runtime.directory}/`).href))
  } catch (cause) {
    throw new FlowError('CONFIG_RUNTIME', `the runtime "${runtime.name}" cannot be loaded: ${reasonOf(cause)}`, {
      hint: `Install it beside the flow file: npm install ${runtime.package}`,
      cause,
    })
  }
}

function isLauncher(value: unknown): value is PeaLauncher {
  return typeof value === 'object' && value !== null && 'launch' in value && typeof value.launch === 'function'
}
