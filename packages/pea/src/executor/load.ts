import { pathToFileURL } from 'node:url'
import { type Executor, FlowError, functionNameOf, type PeaSpec } from '@peaflow/core'
import { builtIn, isBuiltIn } from './built-in.ts'
import { anew, importModule } from './import-module.ts'
import { checkLanguage } from './language.ts'
import { findOtherExtension, locate } from './locate.ts'
import { toExecutor } from './shape.ts'
import { userStack } from './stack.ts'
import { type LoadedModule, syntaxError } from './syntax-error.ts'
import { enableTypeScript, isTypeScript, ONLY_FROM_TYPESCRIPT } from './typescript/enable.ts'

/** What names an executor, and which life of which kind of Pea loads it. */
export type ExecutorSource = Pick<PeaSpec, 'uses' | 'directory'> & Life

type Life = Partial<Pick<PeaSpec, 'runtime' | 'incarnation'>>

/** Whether an earlier life of the Pea has loaded its executor into this thread: only `inline` Peas share one. */
function isShared({ runtime, incarnation = 1 }: Life): boolean {
  return runtime === 'inline' && incarnation > 1
}

/**
 * Loads the executor that `uses` names: a built-in, or the default export of a module.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_…` if it does not exist, does not load, or does not export an executor.
 */
export async function loadExecutor({ uses, directory, ...life }: ExecutorSource): Promise<Executor> {
  if (typeof uses !== 'string') throw missingFunction(functionNameOf(uses) ?? '')
  if (isBuiltIn(uses)) return builtIn(uses)
  const file = await locate({ uses, directory })
  checkLanguage(file, uses)
  return toExecutor(await importFile({ file, uses }, life), uses)
}

async function importFile({ file, uses }: LoadedModule, life: Life): Promise<Readonly<Record<string, unknown>>> {
  if (isTypeScript(file)) await enableTypeScript()
  try {
    const url = pathToFileURL(file).href
    return await importModule(isShared(life) ? anew(url) : url)
  } catch (cause) {
    throw await doesNotLoad({ file, uses }, cause)
  }
}

function missingFunction(pod: string): FlowError {
  const message = `the executor of "${pod}" is a function, which was not passed to startFlow beside the plan`
  return new FlowError('LAUNCH_EXECUTOR_FUNCTION', message, {
    hint: `Pass it: startFlow(plan, { executors: { ${pod}: … } }), with runtime inline`,
  })
}

async function doesNotLoad({ file, uses }: LoadedModule, cause: unknown): Promise<FlowError> {
  if (cause instanceof SyntaxError) return await syntaxError({ file, uses }, cause)
  const { code, message } = cause as { code?: unknown; message?: unknown }
  const hint = code === undefined ? undefined : (otherExtension(String(message)) ?? HINTS.get(String(code)))
  const stack = code === undefined ? (userStack(cause) ?? message ?? cause) : message
  return new FlowError('LAUNCH_EXECUTOR_LOAD', `the executor ${uses} does not load: ${stack}`, { hint, cause })
}

/** Hints for Node's own error codes. */
const HINTS: ReadonlyMap<string, string> = new Map([
  [
    'ERR_MODULE_NOT_FOUND',
    'Install what it imports where the executor is, or fix the path; import paths in ES modules end in .js',
  ],
  ['MODULE_NOT_FOUND', 'Install what it requires where the executor is, or fix the path'],
  ['ERR_UNKNOWN_FILE_EXTENSION', ONLY_FROM_TYPESCRIPT],
])

/** Suggests the file that an import names with the wrong extension: `./text.js` where only `./text.ts` exists. */
function otherExtension(message: string): string | undefined {
  const path = /^Cannot find module '(\/[^']+)'/.exec(message)?.[1]
  const other = path === undefined ? undefined : findOtherExtension(path)
  return other === undefined ? undefined : `There is a file ${other}: imports name the extension that the file has`
}
