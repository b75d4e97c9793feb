import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The absolute path of the Python program that runs one executor: it speaks the executor protocol on descriptors 3 and 4. */
export const pythonProgram: string = join(
  dirname(createRequire(import.meta.url).resolve('@peaflow/python/package.json')),
  'peaflow',
  '__main__.py',
)
