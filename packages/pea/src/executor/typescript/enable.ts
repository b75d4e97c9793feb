import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { FlowError } from '@peaflow/core'

/** Whether a file is TypeScript, by its extension. */
export function isTypeScript(file: string): boolean {
  return /\.[cm]?ts$/.test(file)
}

/** Whether this Node loads TypeScript itself: 22.18 and newer. The types of Node 20 lack the feature. */
export function stripsTypes(): boolean {
  return Boolean((process.features as { readonly typescript?: unknown }).typescript)
}

/** The hint for JavaScript that imports TypeScript, where Node does not strip types. */
export const ONLY_FROM_TYPESCRIPT =
  'JavaScript (.js, .mjs, .cjs) can import TypeScript only if `uses` names a TypeScript file (.ts, .mts, .cts), or with Node 22.18 and newer'

/**
 * Makes this thread load TypeScript. Does nothing if Node strips types itself.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_LOAD` if this Node can do neither.
 */
export async function enableTypeScript(): Promise<void> {
  if (stripsTypes()) return
  const { register } = await import('node:module')
  if (register === undefined) throw tooOld()
  // Once for each thread: Node calls every hook that is registered, and none can be removed.
  const thread = globalThis as { peaflowTypeScript?: true }
  if (thread.peaflowTypeScript) return
  thread.peaflowTypeScript = true
  register(pathToFileURL(hooksProgram()).href)
}

/** The absolute path of the hooks. The programs of the Pea are CommonJS, where `import.meta` is empty. */
function hooksProgram(): string {
  const here = typeof __filename === 'undefined' ? import.meta.url : __filename
  const manifest = createRequire(here).resolve('@peaflow/pea/package.json')
  return join(dirname(manifest), 'dist', 'typescript-hooks.js')
}

function tooOld(): FlowError {
  return new FlowError('LAUNCH_EXECUTOR_LOAD', `Node ${process.version} cannot load TypeScript`, {
    hint: 'Use Node 20.6 or newer, or compile the file first',
  })
}
