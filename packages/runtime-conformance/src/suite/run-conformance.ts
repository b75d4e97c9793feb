import { conformanceCases } from '../cases/all.ts'
import type { ConformanceCase } from '../cases/case.ts'
import type { ConformanceSubject } from '../subject/subject.ts'

/** The result of one case. */
export interface CaseResult {
  readonly name: string
  readonly promise: string
  readonly passed: boolean
  /** Why it failed. */
  readonly error?: unknown
}

/** Options of {@link runConformance}. */
export interface ConformanceOptions {
  /** @defaultValue all cases of the suite */
  readonly cases?: readonly ConformanceCase[] | undefined
  /** Receives each result as soon as it is known. */
  readonly onResult?: ((result: CaseResult) => void) | undefined
}

/**
 * Tests a runtime against the launcher contract, one case after the other. A broken promise is a result, not an error.
 *
 * @example
 * const results = await runConformance({ createLauncher: myLauncher, nothingToRun, countLeftovers })
 * for (const { name, error } of results.filter(({ passed }) => !passed)) console.error(`a launcher ${name}:`, error)
 */
export async function runConformance(
  subject: ConformanceSubject,
  { cases = conformanceCases, onResult }: ConformanceOptions = {},
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = []
  for (const { name, promise, run } of cases) {
    const outcome = await run(subject).then(
      () => ({ passed: true }),
      (error: unknown) => ({ passed: false, error }),
    )
    const result = { name, promise, ...outcome }
    results.push(result)
    onResult?.(result)
  }
  return results
}
