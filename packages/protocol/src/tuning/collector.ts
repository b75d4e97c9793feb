/** V8's collector. Without options it collects everything, with those that it has here only new objects. */
export type Collect = (options?: { readonly type: 'minor' }) => void

let found: Collect | undefined

/** V8 exposes its collector to contexts that are created while this flag is set. A Node without it does nothing. */
export function collector(): Collect {
  found ??= findCollect()
  return found
}

function findCollect(): Collect {
  try {
    const { setFlagsFromString } = process.getBuiltinModule('node:v8')
    const { runInNewContext } = process.getBuiltinModule('node:vm')
    setFlagsFromString('--expose-gc')
    try {
      return runInNewContext('gc') as Collect
    } finally {
      setFlagsFromString('--no-expose-gc')
    }
  } catch {
    return () => undefined
  }
}
