import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { excerptOf, syntaxError } from '../syntax-error.ts'
import { isTypeScript } from '../typescript/enable.ts'
import { type ModuleSource, type ModuleSyntax, moduleFormat, readModuleSyntax } from '../typescript/module-format.ts'
import { stripTypes } from '../typescript/strip-types.ts'
import { findRequired } from './required.ts'

/** The source of a module, and the executor that it belongs to, which errors name. */
export interface ModuleText {
  /** Its absolute path, without symbolic links. */
  readonly file: string
  readonly uses: string
  readonly text: string
}

/** What is known of a module without running it. */
export interface ParsedModule {
  readonly file: string
  readonly format: 'module' | 'commonjs'
  /** What it imports or requires for certain when it is loaded. */
  readonly imports: readonly string[]
  /** What it exports; `undefined` for CommonJS, which decides that when it runs. */
  readonly exports: readonly string[] | undefined
}

/**
 * Parses a module without running it.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_LOAD` for a syntax error.
 */
export async function parseModule({ file, uses, text }: ModuleText): Promise<ParsedModule> {
  const code = isTypeScript(file)
    ? await parseTypeScript({ file, uses, text })
    : await parseJavaScript({ file, uses, text })
  const { format, names, imports, isModule } = await readSyntax({ code, file })
  // TypeScript has been parsed, but not as the kind of module that Node takes it for.
  if (format === 'commonjs' && isModule && isTypeScript(file)) {
    throw await syntaxError({ file, uses }, new SyntaxError("Unexpected token 'export'"))
  }
  if (format === 'commonjs') return { file, format, imports: await findRequired(code), exports: undefined }
  return { file, format, imports, exports: names }
}

interface Syntax extends ModuleSyntax {
  readonly format: 'module' | 'commonjs'
}

/** Code that the lexer cannot read is taken for CommonJS without exports or imports that are known: Node has accepted it. */
async function readSyntax(source: ModuleSource): Promise<Syntax> {
  try {
    return { format: await moduleFormat(source), ...(await readModuleSyntax(source)) }
  } catch {
    return { format: 'commonjs', names: [], imports: [], isModule: false }
  }
}

async function parseTypeScript({ file, uses, text }: ModuleText): Promise<string> {
  try {
    return await stripTypes({ text, file })
  } catch (cause) {
    throw cause instanceof SyntaxError ? await syntaxError({ file, uses }, cause) : cause
  }
}

async function parseJavaScript({ file, uses, text }: ModuleText): Promise<string> {
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
