import { findClasses, findFileProblems } from '../flow-file/executor-files.ts'
import { buildHere, openFlow, requireFlow } from '../flow-file/load.ts'
import { findMissingFolders } from '../flow-file/volumes.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { countsOf } from '../picture/picture.ts'
import { type Diagnosis, diagnoseAll, fromProblem } from '../report/diagnosis.ts'
import { EXIT } from '../report/exit-code.ts'
import { report } from '../report/fail.ts'
import { toDiagnosisJson } from '../report/json.ts'
import { parseRuntimes } from '../screen/runtimes.ts'
import { count } from '../terminal/count.ts'
import type { CheckOptions } from './options.ts'
import { findRuntimeProblems } from './runtimes.ts'
import { findServingProblems } from './serving.ts'

/** The result of checking a flow file. */
interface Findings {
  readonly errors: readonly Diagnosis[]
  readonly warnings: readonly Diagnosis[]
  /** The size of its plan, if it can be built. */
  readonly counts?: string | undefined
}

/** Prints every error and warning of a flow file, and returns the exit code. */
export async function checkFlow(file: string, options: CheckOptions, globals: GlobalOptions): Promise<number> {
  const { errors, warnings, counts } = await examine(file, options, globals)
  const ok = errors.length === 0
  if (globals.json) {
    const [errorsJson, warningsJson] = [errors, warnings].map((all) =>
      all.map((one) => toDiagnosisJson(one, globals.debug)),
    )
    process.stdout.write(`${JSON.stringify({ ok, errors: errorsJson, warnings: warningsJson })}\n`)
  } else {
    report([...errors, ...warnings], globals)
    const found = [count(errors.length, 'error'), count(warnings.length, 'warning')].join(', ')
    process.stdout.write(`${file}: ${found}${counts === undefined ? '' : `; ${counts}`}\n`)
  }
  return ok ? EXIT.ok : EXIT.wrongInput
}

async function examine(file: string, { join }: CheckOptions, { runtime }: GlobalOptions): Promise<Findings> {
  let warnings: readonly Diagnosis[] = []
  try {
    const opened = await openFlow(file)
    warnings = opened.warnings.map((warning) => fromProblem(warning, 'warning'))
    const { flow, ...loaded } = await requireFlow(opened)
    const source = { plan: await buildHere(flow, { join }, loaded.directory), ...loaded }
    const [files, runtimes, volumes, serving] = await Promise.all([
      findFileProblems(source, { parse: true, passClasses: loaded.isJina }),
      findRuntimeProblems(source, parseRuntimes(runtime)),
      findMissingFolders({ flow, ...loaded }),
      findServingProblems({ flow, ...loaded }),
    ])
    // Jina made folders that were missing, and its executors are classes in Python: its files load all the same.
    const [mistakes, remarks] = loaded.isJina
      ? [
          [...files, ...runtimes, ...serving.errors],
          [...volumes, ...findClasses(source), ...serving.warnings],
        ]
      : [[...files, ...runtimes, ...volumes, ...serving.errors], serving.warnings]
    return {
      errors: mistakes.map((problem) => fromProblem(problem, 'error')),
      warnings: [...warnings, ...remarks.map((problem) => fromProblem(problem, 'warning'))],
      counts: countsOf(source.plan),
    }
  } catch (caught) {
    return { errors: diagnoseAll(caught), warnings }
  }
}
