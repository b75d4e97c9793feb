import { readFile, realpath } from 'node:fs/promises'
import { FlowError, isFlowError, type PeaPlan } from '@peaflow/core'
import { builtIn, isBuiltIn } from '../built-in.ts'
import { isYaml, readExecutorYaml } from '../executor-file.ts'
import { describeThrown } from '../failure.ts'
import { checkLanguage } from '../language.ts'
import { locate, type Reference } from '../locate.ts'
import { isPython } from '../runs-as-program.ts'
import { type ModuleExports, noDefault } from '../shape.ts'
import { followImports } from './follow-imports.ts'
import { inspectPython, interpreterOf } from './inspect-program.ts'
import { parseModule } from './parse-module.ts'

/** An executor, and what decides which interpreter runs it if it is one in Python. */
export type ExecutorReference = Reference & Pick<PeaPlan, 'python' | 'env'>

/**
 * The absolute path of the file that a Pea would load for `uses`; `undefined` for a built-in executor. Follows an
 * executor YAML.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_…` if a Pea could not find it, `LAUNCH_PYTHON` if it has no interpreter.
 */
export async function findExecutor(reference: ExecutorReference): Promise<string | undefined> {
  const { uses, directory } = reference
  if (isYaml(uses) && !isBuiltIn(uses)) {
    const file = await readExecutorYaml({ uses, directory })
    return await findExecutor({ ...reference, uses: file.uses })
  }
  if (isBuiltIn(uses)) {
    builtIn(uses)
    return undefined
  }
  const file = await locate({ uses, directory })
  checkLanguage(file, uses)
  if (isPython(file)) interpreterOf({ ...reference, file })
  return file
}

/**
 * Finds what would keep a Pea from loading an executor, as far as it can be known without running its code: its files, its
 * syntax, its default export, and what it imports. Returns the absolute paths of the files that it consists of, without
 * those of packages.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_…` for the first mistake.
 */
export async function inspectExecutor(reference: ExecutorReference): Promise<readonly string[]> {
  const { uses, directory } = reference
  const found = await findExecutor(reference)
  if (found === undefined) return []
  const own = isYaml(uses) ? [await locate({ uses, directory })] : []
  if (isPython(found)) return [...own, ...(await inspectPython({ ...reference, file: found }))]
  try {
    // Node, too, imports what a symbolic link links to, and resolves its imports from there.
    const file = await realpath(found)
    const module = await parseModule({ file, uses, text: await readFile(file, 'utf8') })
    const files = await followImports({ module, uses, directory })
    if (module.exports?.includes('default') === false) throw noDefault(toExports(module.exports), uses)
    return [...own, ...files]
  } catch (caught) {
    if (isFlowError(caught)) throw caught
    const message = `the executor ${uses} does not load: ${describeThrown(caught)}`
    throw new FlowError('LAUNCH_EXECUTOR_LOAD', message, { cause: caught })
  }
}

function toExports(names: readonly string[]): ModuleExports {
  return Object.fromEntries(names.map((name) => [name, undefined]))
}
