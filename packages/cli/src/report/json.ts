import type { Cause } from './causes.ts'
import type { Diagnosis } from './diagnosis.ts'

/** What `--json` writes for a diagnosis. */
export interface DiagnosisJson {
  readonly code: string | null
  readonly message: string
  readonly hint?: string | undefined
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly path?: string | undefined
  readonly causes?: readonly Cause[] | undefined
  readonly stack?: string | undefined
}

/** A diagnosis as a script reads it. */
export function toDiagnosisJson(diagnosis: Diagnosis, debug: boolean): DiagnosisJson {
  const { code = null, message, hint, position, causes, stack } = diagnosis
  return { code, message, hint, ...position, ...(causes === undefined ? {} : { causes }), ...(debug ? { stack } : {}) }
}
