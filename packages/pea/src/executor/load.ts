import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Executor, FlowError, type PeaSpec } from '@peaflow/core'
import { builtIn, isBuiltIn } from './built-in.ts'
import { importModule } from './import-module.ts'
import { locate } from './locate.ts'
import { toExecutor } from './shape.ts'
import { userStack } from './stack.ts'

/**
 * Loads the executor that `uses` names: a built-in, or the default export of a module.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_…` if there is none, it does not load, or it exports something else.
 */
export async function loadExecutor({ uses, directory }: Pick<PeaSpec, 'uses' | 'directory'>): Promise<Executor> {
  if (typeof uses !== 'string') throw notHanded(uses.inline)
  if (isBuiltIn(uses)) return builtIn(uses)
  const file = locate({ uses, directory })
  return toExecutor(await importFile(file, uses), uses)
}

async function importFile(file: string, uses: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importModule(pathToFileURL(file).href)
  } catch (cause) {
    throw await doesNotLoad({ file, uses }, cause)
  }
}

function notHanded(pod: string): FlowError {
  const message = `the executor of "${pod}" is a function, and was not handed over beside the plan`
  return new FlowError('LAUNCH_EXECUTOR_FUNCTION', message, {
    hint: `startFlow(plan, { executors: { ${pod}: … } }), with runtime inline`,
  })
}

interface Loaded {
  readonly file: string
  readonly uses: string
}

async function doesNotLoad({ file, uses }: Loaded, cause: unknown): Promise<FlowError> {
  if (cause instanceof SyntaxError) return await syntaxError({ file, uses }, cause)
  const { code, message } = cause as { code?: unknown; message?: unknown }
  const hint = code === undefined ? undefined : HINTS.get(String(code))
  const stack = code === undefined ? (userStack(cause) ?? message ?? cause) : message
  return new FlowError('LAUNCH_EXECUTOR_LOAD', `the executor ${uses} does not load: ${stack}`, { hint, cause })
}

/** What to do about errors of Node's own. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ['ERR_MODULE_NOT_FOUND', 'Install what it imports where the executor is, or mend the path; ESM paths end in .js'],
  ['MODULE_NOT_FOUND', 'Install what it requires where the executor is, or mend the path'],
  ['ERR_UNKNOWN_FILE_EXTENSION', 'This Node runs JavaScript (.js, .mjs, .cjs): compile it first'],
])

async function syntaxError({ file, uses }: Loaded, cause: SyntaxError): Promise<FlowError> {
  const place = placeIn(cause.stack) ?? placeIn(await checkSyntax(file)) ?? cause.message
  const isModule = /Unexpected token 'export'|outside a module/.test(cause.message) && extname(file) === '.js'
  const hint = isModule
    ? 'To Node this file is CommonJS: call it .mjs, or say "type": "module" in package.json'
    : undefined
  return new FlowError('LAUNCH_EXECUTOR_LOAD', `the executor ${uses} does not load: ${place}`, { hint, cause })
}

/** Node says where a syntax error is, the line, and what is wrong, but not to everybody. */
function placeIn(text: string | undefined): string | undefined {
  return /^(?:file:\/\/)?\/.*:\d+\n[\s\S]*?SyntaxError: .*$/m.exec(text ?? '')?.[0]
}

/** A module that is imported does not say where its syntax is wrong; one that is checked does. */
async function checkSyntax(file: string): Promise<string> {
  // Loaded when needed: it takes a start 4 ms.
  const { spawnSync } = await import('node:child_process')
  return spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: 5_000 }).stderr ?? ''
}
