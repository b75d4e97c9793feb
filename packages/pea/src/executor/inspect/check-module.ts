import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type ModuleExports, noDefault } from '../shape.ts'
import { excerptOf, syntaxError } from '../syntax-error.ts'
import { isTypeScript } from '../typescript/enable.ts'
import { moduleFormat, readModuleSyntax } from '../typescript/module-format.ts'
import { stripTypes } from '../typescript/strip-types.ts'
import { checkImports } from './check-imports.ts'

/** A module, and what errors call it. */
export interface Module {
  readonly file: string
  readonly uses: string
  readonly text: string
}

/**
 * Parses a module without running it, and looks for its default export.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_LOAD` for a syntax error, `LAUNCH_EXECUTOR_EXPORT` if it has certainly no default export.
 */
export async function checkModule({ file, uses, text }: Module): Promise<void> {
  const code = isTypeScript(file)
    ? await parseTypeScript({ file, uses, text })
    : await parseJavaScript({ file, uses, text })
  const format = await moduleFormat({ code, file })
  const { names, imports, isModule } = await readModuleSyntax({ code, file })
  // TypeScript has been parsed, but not as the kind of module that Node takes it for.
  if (format === 'commonjs' && isModule && isTypeScript(file)) {
    throw await syntaxError({ file, uses }, new SyntaxError("Unexpected token 'export'"))
  }
  // What CommonJS requires and exports is known only once it runs.
  if (format === 'commonjs') return
  await checkImports({ file, uses, imports })
  if (!names.includes('default')) throw noDefault(toExports(names), uses)
}

function toExports(names: readonly string[]): ModuleExports {
  return Object.fromEntries(names.map((name) => [name, undefined]))
}

async function parseTypeScript({ file, uses, text }: Module): Promise<string> {
  try {
    return await stripTypes({ text, file })
  } catch (cause) {
    throw cause instanceof SyntaxError ? await syntaxError({ file, uses }, cause) : cause
  }
}

async function parseJavaScript({ file, uses, text }: Module): Promise<string> {
  const output = await promisify(execFile)(process.execPath, ['--check', file]).then(
    () => '',
    ({ stderr }: { readonly stderr?: string }) => stderr ?? '',
  )
  const excerpt = excerptOf(output)
  if (excerpt === undefined) return text
  const cause = new SyntaxError(/SyntaxError: (.*)$/.exec(excerpt)?.[1])
  cause.stack = excerpt
  throw await syntaxError({ file, uses }, cause)
}
