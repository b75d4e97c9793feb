import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Executor, FlowError, type PeaSpec } from '@peaflow/core'
import { builtIn, isBuiltIn } from './built-in.ts'
import { importModule } from './import-module.ts'
import { findOtherExtension, locate } from './locate.ts'
import { toExecutor } from './shape.ts'
import { userStack } from './stack.ts'
import { enableTypeScript, isTypeScript } from './typescript/enable.ts'

/**
 * Loads the executor that `uses` names: a built-in, or the default export of a module.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_…` if it does not exist, does not load, or does not export an executor.
 */
export async function loadExecutor({ uses, directory }: Pick<PeaSpec, 'uses' | 'directory'>): Promise<Executor> {
  if (typeof uses !== 'string') throw missingFunction(uses.inline)
  if (isBuiltIn(uses)) return builtIn(uses)
  const file = await locate({ uses, directory })
  return toExecutor(await importFile(file, uses), uses)
}

async function importFile(file: string, uses: string): Promise<Readonly<Record<string, unknown>>> {
  if (isTypeScript(file)) await enableTypeScript()
  try {
    return await importModule(pathToFileURL(file).href)
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

interface Loaded {
  readonly file: string
  readonly uses: string
}

async function doesNotLoad({ file, uses }: Loaded, cause: unknown): Promise<FlowError> {
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
  [
    'ERR_UNKNOWN_FILE_EXTENSION',
    'JavaScript (.js, .mjs, .cjs) can import TypeScript only if `uses` names a TypeScript file (.ts, .mts, .cts)',
  ],
])

/** Suggests the file that an import names with the wrong extension: `./text.js` where only `./text.ts` exists. */
function otherExtension(message: string): string | undefined {
  const path = /^Cannot find module '(\/[^']+)'/.exec(message)?.[1]
  const other = path === undefined ? undefined : findOtherExtension(path)
  return other === undefined ? undefined : `There is a file ${other}: imports name the extension that the file has`
}

async function syntaxError({ file, uses }: Loaded, cause: SyntaxError): Promise<FlowError> {
  const excerpt = excerptOf(cause.stack) ?? excerptOf(await checkSyntax(file)) ?? cause.message
  if (/strip-only mode/.test(cause.message)) return notOnlyTypes({ uses, excerpt }, cause)
  const isModule = /Unexpected token 'export'|outside a module/.test(cause.message) && /^\.[jt]s$/.test(extname(file))
  const hint = isModule
    ? `Node takes this file for CommonJS: rename it to .m${extname(file).slice(1)}, or run: npm pkg set type=module`
    : undefined
  return new FlowError('LAUNCH_EXECUTOR_LOAD', `the executor ${uses} does not load: ${excerpt}`, { hint, cause })
}

function notOnlyTypes({ uses, excerpt }: { uses: string; excerpt: string }, cause: SyntaxError): FlowError {
  return new FlowError('LAUNCH_EXECUTOR_LOAD', `the executor ${uses} does not load: ${excerpt}`, {
    hint: 'Types are removed and nothing is compiled: write it in JavaScript with types, or compile the file first',
    cause,
  })
}

/** The excerpt that Node prints of a syntax error: file and line, the source line, and the message. */
function excerptOf(text: string | undefined): string | undefined {
  return /^(?:file:\/\/)?\/.*:\d+\n[\s\S]*?SyntaxError: .*$/m.exec(text ?? '')?.[0]
}

/** An error from `import()` lacks the position of the syntax error; the output of `node --check` has it. */
async function checkSyntax(file: string): Promise<string> {
  // Imported only when needed: it adds 4 ms to a start.
  const { spawnSync } = await import('node:child_process')
  return spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: 5_000 }).stderr ?? ''
}
