import { extname } from 'node:path'
import { FlowError } from '@peaflow/core'

/** What Node cannot import, by its file extension, and what to do instead. */
const HINTS: ReadonlyMap<string, readonly [language: string, hint: string]> = new Map([
  ['.json', ['JSON', 'Name the module that exports the executor']],
  ['.wasm', ['WebAssembly', 'Load it in an executor in JavaScript']],
  ['.node', ['a native addon', 'Load it in an executor in JavaScript, with createRequire of node:module']],
  ['.tsx', ['TypeScript with JSX', 'Write it without JSX as a .ts file, or compile the file first']],
  ['.jsx', ['JavaScript with JSX', 'Write it without JSX as a .js file, or compile the file first']],
])

/**
 * Checks that a Pea can import files in the language of this one.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_LOAD` if not.
 */
export function checkLanguage(file: string, uses: string): void {
  const [language, hint] = HINTS.get(extname(file).toLowerCase()) ?? []
  if (language === undefined) return
  const message = `the executor ${uses} is ${language}; executors are written in JavaScript or TypeScript`
  throw new FlowError('LAUNCH_EXECUTOR_LOAD', message, { hint })
}
