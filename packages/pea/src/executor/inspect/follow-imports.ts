import { readFile, realpath } from 'node:fs/promises'
import { relative } from 'node:path'
import { checkImports } from './check-imports.ts'
import { type ParsedModule, parseModule } from './parse-module.ts'

/** How many files of one executor are read, and over how many imports. What lies beyond is not checked. */
const MOST = { files: 200, levels: 20 } as const

/** Each file is parsed by a process of its own. */
const PARSED_AT_ONCE = 4

/** A module that was parsed, the executor that it is, and the absolute folder that errors show paths relative to. */
export interface Entry {
  readonly module: ParsedModule
  readonly uses: string
  readonly directory: string
}

/**
 * Checks what a module imports, and what these modules import, without running them. Packages have to exist, and are not
 * read. Returns the absolute paths of all of these files, the module's own first, without those of packages.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_LOAD` for the first module that does not exist, or has a syntax error.
 */
export async function followImports({ module, uses, directory }: Entry): Promise<readonly string[]> {
  const known = new Set([module.file])
  let level: readonly ParsedModule[] = [module]
  for (let depth = 0; depth < MOST.levels && level.length > 0; depth++) {
    const files: string[] = []
    for (const one of level) {
      const name = one === module ? 'it' : shown(one.file, directory)
      for (const path of await checkImports({ ...one, uses, name })) {
        const file = await realpath(path)
        if (known.has(file) || known.size >= MOST.files || isInstalled(file)) continue
        known.add(file)
        files.push(file)
      }
    }
    level = await parseAll(files.filter(isParsed), uses)
  }
  return [...known]
}

/** Whether Node loads a file as JavaScript or TypeScript. */
function isParsed(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file)
}

/** Whether a file belongs to an installed package. */
function isInstalled(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file)
}

async function parseAll(files: readonly string[], uses: string): Promise<readonly ParsedModule[]> {
  const parsed: ParsedModule[] = []
  for (let at = 0; at < files.length; at += PARSED_AT_ONCE) {
    const some = files.slice(at, at + PARSED_AT_ONCE)
    const parsing = some.map(async (file) => await parseModule({ file, uses, text: await readFile(file, 'utf8') }))
    parsed.push(...(await Promise.all(parsing)))
  }
  return parsed
}

function shown(file: string, directory: string): string {
  const path = relative(directory, file)
  return path.startsWith('..') ? file : `./${path}`
}
