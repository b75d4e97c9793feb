/** Documents are nested at most this deep. Anything deeper cannot be sent. */
export const MOST_LEVELS = 1_000

/** Where a value is. */
export interface Visited {
  readonly parent: Record<string, unknown>
  readonly key: string
  readonly path: Path
}

/** The keys that lead to a value, from the last to the first. */
export interface Path {
  readonly key: string
  readonly length: number
  readonly before: Path | undefined
}

/** Visits every value in `holder`, however deep, without recursion, until `onValue` returns true. */
export function visit(holder: object, onValue: (value: unknown, position: Visited) => boolean | undefined): void {
  const pending: { readonly parent: object; readonly before: Path | undefined }[] = [
    { parent: holder, before: undefined },
  ]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const parent = next.parent as Record<string, unknown>
    const { before } = next
    for (const key of Object.keys(parent)) {
      const value = parent[key]
      const path = { key, length: (before?.length ?? 0) + 1, before }
      if (onValue(value, { parent, key, path })) return
      if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
        pending.push({ parent: value, before: path })
    }
  }
}

/** What is nested deeper than documents may be, in words; `undefined` if nothing is. */
export function findTooDeep(value: unknown): string | undefined {
  let found: string | undefined
  visit({ value }, (_, { path }) => {
    if (path.length > MOST_LEVELS + 1) found = `${nameOf(path)} is nested deeper than 1,000 levels`
    return found !== undefined
  })
  return found
}

/** `"tags"`, or `"tags.a.b"`: the beginning of a path. */
export function nameOf(path: Path): string {
  const keys: string[] = []
  for (let one: Path | undefined = path; one?.before !== undefined; one = one.before) keys.unshift(one.key)
  if (keys.length === 0) return 'it'
  return `"${keys.slice(0, 3).join('.')}${keys.length > 3 ? '…' : ''}"`
}
