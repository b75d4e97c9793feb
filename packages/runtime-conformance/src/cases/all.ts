import { abortCases } from './abort.ts'
import type { ConformanceCase } from './case.ts'
import { endCases } from './exit.ts'
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
