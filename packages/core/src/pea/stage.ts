import type { StagePlan } from '../plan/plan.ts'
import { isExecPlan } from '../plan/uses.ts'

type Check = (value: unknown) => boolean

const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0

function field(value: unknown, name: string): unknown {
  return Reflect.get(Object(value), name)
}

const FIELDS: Readonly<Record<keyof StagePlan, Check>> = {
  pod: (value) => typeof value === 'string' && value !== '',
  uses: (value) =>
    typeof value === 'string' ||
    (isObject(value) && (typeof field(value, 'inline') === 'string' || isExecPlan(field(value, 'exec')))),
  with: isObject,
  python: (value) => value === undefined || typeof value === 'string',
  concurrency: (value) => isCount(value) && value !== 0,
  timeoutRequest: (value) => value === undefined || isCount(value),
  workspace: (value) => value === undefined || typeof value === 'string',
}

/** Whether a value that was read is a stage of a Pea. */
export function isStage(value: unknown): value is StagePlan {
  if (!isObject(value)) return false
  const stage = Object(value) as Readonly<Record<string, unknown>>
  return Object.entries(FIELDS).every(([field, is]) => is(stage[field]))
}
