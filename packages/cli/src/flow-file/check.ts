import type { GlobalOptions } from '../commands/globals.ts'
import { count } from '../output/count.ts'
import { countsOf } from '../plan/picture.ts'
import { type Diagnosis, diagnoseAll, fromProblem } from '../report/diagnosis.ts'
import { EXIT, report } from '../report/fail.ts'
import { toDiagnosisJson } from '../report/json.ts'
import { findFileProblems } from './files.ts'
import { buildHere, openFlow, requireFlow } from './load.ts'

/** What there is to say about a flow file. */
interface Findings {
  readonly errors: readonly Diagnosis[]
  readonly warnings: readonly Diagnosis[]
  /** What is built from it, if anything can be. */
  readonly counts?: string | undefined
}

/** Prints every error and warning of a flow file, and returns the exit code. */
export async function checkFlow(file: string, globals: GlobalOptions): Promise<number> {
  const { errors, warnings, counts } = await examine(file)
  const ok = errors.length === 0
  if (globals.json) {
    const [wrong, odd] = [errors, warnings].map((all) => all.map((one) => toDiagnosisJson(one, globals.debug)))
    process.stdout.write(`${JSON.stringify({ ok, errors: wrong, warnings: odd })}\n`)
  } else {
    report([...errors, ...warnings], globals)
    const found = [count(errors.length, 'error'), count(warnings.length, 'warning')].join(', ')
    process.stdout.write(`${file}: ${found}${counts === undefined ? '' : `; ${counts}`}\n`)
  }
  return ok ? EXIT.done : EXIT.wrong
}

async function examine(file: string): Promise<Findings> {
  let warnings: readonly Diagnosis[] = []
  try {
    const opened = await openFlow(file)
    warnings = opened.warnings.map((warning) => fromProblem(warning, 'warning'))
    const { flow, ...loaded } = requireFlow(opened)
    const plan = await buildHere(flow)
    const missing = await findFileProblems({ plan, ...loaded })
    return {
      errors: missing.map((problem) => fromProblem(problem, 'error')),
      warnings,
      counts: countsOf(plan),
    }
  } catch (caught) {
    return { errors: diagnoseAll(caught), warnings }
  }
}
