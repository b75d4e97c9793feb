import type { CreateOptions } from './create-options.ts'

/** Lists of which a Pod's raw fields add entries: without ours the container would not reach its Flow. */
const ADDED: ReadonlySet<string> = new Set(['Env', 'ExtraHosts', 'Mounts', 'Binds'])

/**
 * Lays a Pod's raw `docker` fields over ours: they win, mappings merge, and lists replace ours except those above, to
 * which they are added. Our labels stay, because a container without them would never be swept.
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
    else if (ADDED.has(field) && Array.isArray(own) && Array.isArray(value)) merged[field] = add(own, value)
    else merged[field] = value
  }
  return merged
}

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An entry replaces one of ours that gives the same variable, or the same host name. */
function add(own: readonly unknown[], more: readonly unknown[]): readonly unknown[] {
  const given = new Set(more.map(nameOf))
  return [...own.filter((entry) => typeof entry !== 'string' || !given.has(nameOf(entry))), ...more]
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'string' ? entry.split(/[=:]/, 1)[0] : entry
}
