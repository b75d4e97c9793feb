import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The absolute path of the program that runs one Pea: a CommonJS file that needs only the addon of `zeromq`. */
export const peaProgram: string = join(
  dirname(createRequire(import.meta.url).resolve('@peaflow/pea/package.json')),
  'dist',
  'pea.cjs',
)
