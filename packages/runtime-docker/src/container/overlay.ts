import type { CreateOptions } from './create-options.ts'

/** Arrays to which the Pod's fields are added: without ours, the container could not reach its Flow. */
const APPENDED: ReadonlySet<string> = new Set(['Env', 'ExtraHosts', 'Mounts', 'Binds'])

/**
 * Merges the `docker` fields of a Pod into ours. The Pod's fields win, objects are merged, and arrays replace ours,
 * except those above, to which they are added. Our labels always win: a container without them would never be pruned.
 */
export function overlay(ours: CreateOptions, raw: Readonly<Record<string, unknown>>): CreateOptions {
  const merged = merge(ours, raw) as CreateOptions
  return { ...merged, Labels: { ...merged.Labels, ...ours.Labels } }
}

function merge(ours: Fields, raw: Fields): Fields {
  const merged: Record<string, unknown> = { ...ours }
  for (const [field, value] of Object.entries(raw)) {
    const own = ours[field]
    if (isFields(own) && isFields(value)) merged[field] = merge(own, value)
    else if (APPENDED.has(field) && Array.isArray(own) && Array.isArray(value)) merged[field] = append(own, value)
    else merged[field] = value
  }
  return merged
}

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An entry replaces ours for the same variable or the same host name. */
function append(own: readonly unknown[], more: readonly unknown[]): readonly unknown[] {
  const replaced = new Set(more.map(nameOf))
  return [...own.filter((entry) => typeof entry !== 'string' || !replaced.has(nameOf(entry))), ...more]
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'string' ? entry.split(/[=:]/, 1)[0] : entry
}
