import { resolve } from 'node:path'
import { isMapping } from '../document/value.ts'

/** Which executor of a file in Python runs, and what it is told: the keys that the `config.yml` of Jina's executors have. */
export interface PythonClass {
  /** The name of the class. */
  readonly jtype?: string | undefined
  /** The files to import, besides the executor's: absolute paths. */
  readonly py_modules?: readonly string[] | undefined
  readonly metas?: Readonly<Record<string, unknown>> | undefined
  /** The names of its methods by endpoint. */
  readonly requests?: Readonly<Record<string, unknown>> | undefined
}

/** An executor YAML whose keys of Jina stand apart. Paths are as they were written. */
export interface SplitConfig {
  /** The keys of Peaflow, with the file of the class as `uses`. */
  readonly settings: Readonly<Record<string, unknown>>
  /** `undefined` if it is not one of Jina's. */
  readonly python: PythonClass | undefined
}

/** Splits an executor YAML. It is one of Jina's if it has a `jtype` or `py_modules`, which its `metas` may hold, too. */
export function splitJinaConfig(yaml: Readonly<Record<string, unknown>>): SplitConfig {
  const { jtype, py_modules, metas, requests, ...settings } = yaml
  const own = isMapping(metas) ? metas : undefined
  const modules = toPaths(py_modules ?? own?.py_modules)
  if (typeof jtype !== 'string' && modules.length === 0) return { settings: yaml, python: undefined }
  const [last] = modules.slice(-1)
  return {
    settings: last === undefined ? settings : { uses: last, ...settings },
    python: {
      ...(typeof jtype === 'string' && { jtype }),
      ...(modules.length > 0 && { py_modules: modules }),
      ...(own !== undefined && { metas: own }),
      ...(isMapping(requests) && { requests }),
    },
  }
}

/** Makes the paths absolute: they start from a folder, that of the YAML. */
export function resolvePaths({ py_modules, metas, ...rest }: PythonClass, folder: string): PythonClass {
  const shared = metas?.workspace
  return {
    ...rest,
    ...(py_modules !== undefined && { py_modules: py_modules.map((path) => resolve(folder, path)) }),
    ...(metas !== undefined && {
      metas: { ...metas, ...(typeof shared === 'string' && { workspace: resolve(folder, shared) }) },
    }),
  }
}

/** Jina's paths start from the folder of the YAML, with `./` or without. */
function toPaths(modules: unknown): readonly string[] {
  const listed = Array.isArray(modules) ? modules : [modules]
  return listed
    .filter((module): module is string => typeof module === 'string' && module !== '')
    .map((path) => (/^(?:\.{1,2})?\//.test(path) ? path : `./${path}`))
}
