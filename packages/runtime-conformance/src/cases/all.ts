import type { ConformanceCase } from '../suite/case.ts'
import { abortCases } from './abort.ts'
import { endCases } from './end.ts'
import { launchCases } from './launch.ts'
import { logCases } from './logs.ts'
import { stopCases } from './stop.ts'

/** Every promise of the launcher contract, as a case that tries it. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...launchCases,
  ...logCases,
  ...endCases,
  ...stopCases,
  ...abortCases,
]
