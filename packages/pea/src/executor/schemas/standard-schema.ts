import type { StandardIssue, StandardResult, StandardSchema } from '@peaflow/core'
import type { Check, Checked, Issue } from './check.ts'

/** The check of a schema of a library. */
export function checkWithStandard(schema: StandardSchema): Check {
  const standard = schema['~standard']
  return (value) => {
    const result = standard.validate(value)
    return result instanceof Promise ? result.then(toChecked) : toChecked(result)
  }
}

function toChecked(result: StandardResult): Checked {
  return result.issues === undefined ? { value: result.value } : { issues: result.issues.map(toIssue) }
}

function toIssue({ path = [], message }: StandardIssue): Issue {
  return { pointer: path.map((segment) => `/${toToken(keyOf(segment))}`).join(''), message }
}

function keyOf(segment: NonNullable<StandardIssue['path']>[number]): string {
  return String(typeof segment === 'object' ? segment.key : segment)
}

/** A key as JSON Pointer writes it. */
function toToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
