import { readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'

/** JavaScript, and the path of the file that it comes from. */
export interface ModuleSource {
  readonly code: string
  readonly file: string
}

/**
 * Whether Node takes a file for an ES module or for CommonJS: by its extension, else by the nearest `package.json`, else by
 * its syntax.
 */
export async function moduleFormat({ code, file }: ModuleSource): Promise<'module' | 'commonjs'> {
  const extension = extname(file)
  if (/^\.m[jt]s$/.test(extension)) return 'module'
  if (/^\.c[jt]s$/.test(extension)) return 'commonjs'
  const type = packageType(dirname(file))
  if (type === 'module' || type === 'commonjs') return type
  return (await readModuleSyntax({ code, file })).isModule ? 'module' : 'commonjs'
}

/** What the syntax of a module tells. */
export interface ModuleSyntax {
  /** The names that it exports itself, without those of `export * from`, which `default` is never among. */
  readonly names: readonly string[]
  /** What its static imports name. */
  readonly imports: readonly string[]
  /** Whether it has `import` or `export`. */
  readonly isModule: boolean
}

/** Reads the exports of JavaScript that has been parsed before. */
export async function readModuleSyntax({ code, file }: ModuleSource): Promise<ModuleSyntax> {
  const { init, parse } = await import('es-module-lexer')
  await init
  const [imports, exports, , isModule] = parse(code, file)
  const named = imports.flatMap(({ n, d }) => (n !== undefined && d === -1 ? n : []))
  return { names: exports.map(({ n }) => n), imports: named, isModule }
}

/** The `type` of the nearest `package.json`; `undefined` if it has none. */
function packageType(folder: string): unknown {
  const text = readText(join(folder, 'package.json'))
  if (text !== undefined) return (JSON.parse(text) as { readonly type?: unknown }).type
  const parent = dirname(folder)
  return parent === folder || folder.endsWith('/node_modules') ? undefined : packageType(parent)
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
