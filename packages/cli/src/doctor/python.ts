import { findInterpreter, OLDEST_PYTHON, probeInterpreter } from '@peaflow/python'
import type { Finding } from './finding.ts'

/** Where an interpreter was found, for a person. */
const SOURCES = { VIRTUAL_ENV: '$VIRTUAL_ENV', PATH: 'PATH' } as const

/** Checks whether executors in Python run here: the interpreter that one without a virtual environment would get. */
export async function checkPython(): Promise<Finding> {
  const name = 'python'
  const hint = `Install Python ${OLDEST_PYTHON} or newer, if executors are written in Python`
  const found = findInterpreter({ directory: process.cwd(), env: process.env })
  if (found.from === undefined) return { name, state: 'limited', detail: 'no python3 on PATH', hint }
  const probed = await probeInterpreter(found.file)
  if (probed === undefined) return { name, state: 'limited', detail: `${found.file} does not run`, hint }
  const { version, isTooOld, libraries } = probed
  const libraryTexts = Object.entries(libraries).map(([library, its]) =>
    its === undefined ? `no ${library}` : `${library} ${its}`,
  )
  const source = found.from in SOURCES ? SOURCES[found.from as keyof typeof SOURCES] : found.from
  const detail = [`${version}, from ${source}: ${found.file}`, ...libraryTexts].join(', ')
  return { name, state: isTooOld ? 'limited' : 'ok', detail, hint }
}
