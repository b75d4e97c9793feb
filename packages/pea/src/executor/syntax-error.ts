import { extname } from 'node:path'
import { FlowError } from '@peaflow/core'

/** A module that is loaded, and what errors call it. */
export interface LoadedModule {
  readonly file: string
  readonly uses: string
}

/** The error for a module with a syntax error, with an excerpt of the source if its position is known. */
export async function syntaxError({ file, uses }: LoadedModule, cause: SyntaxError): Promise<FlowError> {
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
export function excerptOf(text: string | undefined): string | undefined {
  return /^(?:file:\/\/)?\/.*:\d+\n[\s\S]*?SyntaxError: .*$/m.exec(text ?? '')?.[0]
}

/** An error from `import()` lacks the position of the syntax error; the output of `node --check` has it. */
async function checkSyntax(file: string): Promise<string> {
  // Imported only when needed: it adds 4 ms to a start.
  const { spawnSync } = await import('node:child_process')
  return spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: 5_000 }).stderr ?? ''
}
