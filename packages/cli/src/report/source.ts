import { readFileSync } from 'node:fs'
import type { Diagnosis } from './diagnosis.ts'

/** The lines of the file that a diagnosis is about, to show the one in question; nothing if it cannot be read. */
export function readSource({ place }: Diagnosis): readonly string[] | undefined {
  if (place === undefined) return undefined
  try {
    return readFileSync(place.file, 'utf8').split(/\r?\n/)
  } catch {
    // The message says enough without it.
    return undefined
  }
}
