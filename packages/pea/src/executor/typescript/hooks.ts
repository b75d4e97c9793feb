import { readFile } from 'node:fs/promises'
import type { LoadHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { moduleFormat } from './module-format.ts'
import { stripTypes } from './strip-types.ts'

/**
 * Node's hook for loading a module: loads TypeScript that neither this Node nor another hook knows, such as that of a
 * program that runs under a TypeScript loader of its own.
 */
export const load: LoadHook = async (url, context, nextLoad) => {
  try {
    return await nextLoad(url, context)
  } catch (error) {
    const isUnknown = (error as { code?: unknown }).code === 'ERR_UNKNOWN_FILE_EXTENSION'
    if (!isUnknown || !/^file:[^?#]*\.[cm]?ts(?:$|[?#])/.test(url)) throw error
    const file = fileURLToPath(url)
    const source = await stripTypes({ text: await readFile(file, 'utf8'), file })
    return { format: await moduleFormat({ code: source, file }), source, shortCircuit: true }
  }
}
