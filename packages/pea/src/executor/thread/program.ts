import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The absolute path of the program that runs one executor in a thread: a single CommonJS file. */
export const executorProgram: string = join(
  dirname(createRequire(import.meta.url).resolve('@peaflow/pea/package.json')),
  'dist',
  'executor.cjs',
)
