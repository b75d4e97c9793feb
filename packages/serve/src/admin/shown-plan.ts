import type { FlowPlan } from '@peaflow/core'

/** What stands in the place of a value that is not shown. */
const HIDDEN = '***'

/** What is shown of an option in which secrets may stand; all others are shown as they are. */
const SHOWN = new Map<string, (value: unknown) => unknown>([
  ['env', namesOf],
  ['with', namesOf],
  // A variable among the raw fields of the Docker Engine: `NAME=value`.
  ['Env', (value) => [value].flat().map((variable) => `${String(variable).split('=', 1)[0]}=${HIDDEN}`)],
])

/**
 * The plan as it is shown to others than the one who wrote it: of what Pods get passwords and keys by, `env` and `with`, it
 * has the names alone.
 */
export function shownPlan(plan: FlowPlan): FlowPlan {
  return show(plan) as FlowPlan
}

/** Names of Pods are values in a plan, never keys, so that a key `env` is the option. */
function show(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(show)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, (SHOWN.get(key) ?? show)(own)]))
}

function namesOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.keys(value).map((name) => [name, HIDDEN]))
    : value
}
