import type { Diagnosis } from './diagnosis.ts'

/** What `--json` writes of a diagnosis. */
export interface DiagnosisJson {
  readonly code: string | null
  readonly message: string
  readonly hint?: string | undefined
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly path?: string | undefined
  readonly stack?: string | undefined
}

/** A diagnosis for a script to read. */
export function toDiagnosisJson(diagnosis: Diagnosis, debug: boolean): DiagnosisJson {
  const { code = null, message, hint, place, stack } = diagnosis
  return { code, message, hint, ...place, ...(debug ? { stack } : {}) }
}
