import { abortCases } from './abort.ts'
import { addressCases } from './address.ts'
import type { ConformanceCase } from './case.ts'
import { exitCases } from './exit.ts'
import { folderCases } from './folders.ts'
import { launchCases } from './launch.ts'
import { logCases } from './logs.ts'
import { stopCases } from './stop.ts'

/** All promises of the launcher contract, each as a case that tests it. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...launchCases,
  ...logCases,
  ...exitCases,
  ...stopCases,
  ...abortCases,
  ...folderCases,
  ...addressCases,
]
