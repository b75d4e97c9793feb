import { type Document, FlowError } from '@peaflow/core'
import { describeValue, isMapping } from '../../document/value.ts'
import type { Check, Checked, Issue } from './check.ts'

/** The most mistakes that an error names. */
const MOST_ISSUES = 10

/** The most characters of one mistake in an error. */
const ISSUE_LENGTH = 300

/** What an executor is called with. */
export interface CheckedRequest {
  readonly documents: Document[]
  readonly parameters: Readonly<Record<string, unknown>>
}

/** The checks of one endpoint. */
export interface RequestChecks {
  readonly endpoint: string
  readonly input: Check | undefined
  readonly parameters: Check | undefined
}

/**
 * Checks a request before the executor is called with it. What a schema makes of a document replaces its fields; a field
 * that the schema drops stays, because it may be for another Pod. What a schema makes of the parameters replaces them.
 *
 * @throws FlowError `REQUEST_SCHEMA` if it does not fit.
 */
export async function checkRequest(
  { endpoint, input, parameters }: RequestChecks,
  request: CheckedRequest,
): Promise<CheckedRequest> {
  const given = await checkMapping(parameters, request.parameters, '/parameters')
  const issues = given.issues === undefined ? [] : [...given.issues]
  const documents: Document[] = []
  for (const [index, document] of request.documents.entries()) {
    if (issues.length >= MOST_ISSUES) break
    const checked = await checkMapping(input, document, `/documents/${index}`)
    if (checked.issues !== undefined) issues.push(...checked.issues.slice(0, MOST_ISSUES))
    else documents.push(overlay(document, checked.value))
  }
  if (issues.length > 0) throw misfit(endpoint, issues)
  return { documents, parameters: given.issues === undefined ? given.value : {} }
}

type CheckedMapping = Checked & ({ readonly value: Record<string, unknown> } | { readonly issues: readonly Issue[] })

async function checkMapping(
  check: Check | undefined,
  value: Readonly<Record<string, unknown>>,
  at: string,
): Promise<CheckedMapping> {
  if (check === undefined) return { value }
  const result = check(value)
  const checked = result instanceof Promise ? await result : result
  if (checked.issues !== undefined) {
    return { issues: checked.issues.map(({ pointer, message }) => ({ pointer: `${at}${pointer}`, message })) }
  }
  if (isMapping(checked.value)) return { value: checked.value }
  return { issues: [{ pointer: at, message: `its schema makes ${describeValue(checked.value)} of it` }] }
}

function overlay(document: Document, value: Record<string, unknown>): Document {
  return value === document ? document : { ...document, ...value }
}

function misfit(endpoint: string, issues: readonly Issue[]): FlowError {
  const lines = issues.slice(0, MOST_ISSUES).map(({ pointer, message }) => `${pointer}: ${message}`)
  const text = lines.map((line) => (line.length > ISSUE_LENGTH ? `${line.slice(0, ISSUE_LENGTH)}…` : line)).join('; ')
  return new FlowError('REQUEST_SCHEMA', `the request does not fit the schema of "${endpoint}": ${text}`, {
    hint: 'Send what the endpoint takes; the paths lead into the request as it arrived at this Pod',
  })
}
