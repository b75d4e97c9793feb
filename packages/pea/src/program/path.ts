import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { isTuned } from './tuning.ts'

/**
 * The options of Node for the program: a smaller young generation, unless `PEAFLOW_TUNING` is `off`. With V8's default of
 * 16 MB a busy Pea grows by 60 MB; with 8 MB it grows by 30 MB and is as fast.
 */
export const peaNodeOptions: readonly string[] = isTuned() ? ['--max-semi-space-size=8'] : []

/**
 * The absolute path of the program that runs one Pea: a CommonJS file that needs only the one beside it and, in a
 * container or as an external Pea, `zeromq` and `sodium-native`.
 */
export const peaProgram: string = join(
  dirname(createRequire(import.meta.url).resolve('@peaflow/pea/package.json')),
  'dist',
  'pea.cjs',
)
