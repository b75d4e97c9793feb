import { readFile, realpath } from 'node:fs/promises'
import { FlowError, isFlowError } from '@peaflow/core'
import { builtIn, isBuiltIn } from '../built-in.ts'
import { isYaml, readExecutorYaml } from '../executor-file.ts'
import { describeThrown } from '../failure.ts'
import { checkLanguage } from '../language.ts'
import { locate, type Reference } from '../locate.ts'
import { type ModuleExports, noDefault } from '../shape.ts'
import { followImports } from './follow-imports.ts'
import { parseModule } from './parse-module.ts'

/**
 * The absolute path of the module that a Pea would import for `uses`; `undefined` for a built-in executor. Follows an
 * executor YAML.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_…` if a Pea could not find it.
 */
export async function findExecutor({ uses, directory }: Reference): Promise<string | undefined> {
  if (isYaml(uses) && !isBuiltIn(uses)) {
    const file = await readExecutorYaml({ uses, directory })
    return await findExecutor({ uses: file.uses, directory })
  }
  if (isBuiltIn(uses)) {
    builtIn(uses)
    return undefined
  }
  const file = await locate({ uses, directory })
  checkLanguage(file, uses)
  return file
}

/**
 * Finds what would keep a Pea from loading an executor, as far as it can be known without running its code: its files, its
 * syntax, its default export, and what it imports.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_…` for the first mistake.
 */
export async function inspectExecutor({ uses, directory }: Reference): Promise<void> {
  const found = await findExecutor({ uses, directory })
  if (found === undefined) return
  try {
    // Node, too, imports what a symbolic link links to, and resolves its imports from there.
    const file = await realpath(found)
    const module = await parseModule({ file, uses, text: await readFile(file, 'utf8') })
    await followImports({ module, uses, directory })
    if (module.exports?.includes('default') === false) throw noDefault(toExports(module.exports), uses)
  } catch (caught) {
    if (isFlowError(caught)) throw caught
    const message = `the executor ${uses} does not load: ${describeThrown(caught)}`
    throw new FlowError('LAUNCH_EXECUTOR_LOAD', message, { cause: caught })
  }
}

function toExports(names: readonly string[]): ModuleExports {
  return Object.fromEntries(names.map((name) => [name, undefined]))
}
