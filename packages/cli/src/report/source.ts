import { readFileSync } from 'node:fs'
import type { Diagnosis } from './diagnosis.ts'

/** The lines of the file that a diagnosis is about; `undefined` if it cannot be read. */
export function readSource({ position }: Diagnosis): readonly string[] | undefined {
  if (position === undefined) return undefined
  try {
    return readFileSync(position.file, 'utf8').split(/\r?\n/)
  } catch {
    // The message is enough without the line.
    return undefined
  }
}
