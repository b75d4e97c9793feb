import { STATUS_CODES } from 'node:http'

const text = (description?: string) => ({ type: 'string', ...(description !== undefined && { description }) })

/** A document, where no executor says more about it. Fields of the user's own are passed on. */
const DOCUMENT = {
  type: 'object',
  description: 'A document. It may have other fields, too.',
  properties: {
    id: text('One is made where it is missing.'),
    text: text(),
    blob: { type: 'string', contentEncoding: 'base64' },
    mime_type: text('Of the blob.'),
    uri: text(),
    tags: { type: 'object' },
    embedding: { type: 'array', items: { type: 'number' } },
    chunks: { type: 'array', items: { $ref: '#/components/schemas/Document' } },
    matches: { type: 'array', items: { $ref: '#/components/schemas/Document' } },
    score: { type: 'number' },
  },
}

/** See `problem/problem.ts`. */
const PROBLEM = {
  type: 'object',
  description: 'Why a request failed (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
  properties: {
    type: text(),
    title: text('The name of the status.'),
    status: { type: 'integer' },
    detail: text('What is wrong.'),
    code: text('Stable: for programs.'),
    pod: text('The Pod in which it happened.'),
    pea: text('The Pea in which it happened.'),
    hint: text('What to do about it.'),
    request_id: text(),
  },
}

/** The schemas that every document has. */
export const SCHEMAS = { Document: DOCUMENT, Problem: PROBLEM }

/** What a request may have beside its body. */
export const PARAMETERS = {
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Comes back with the answer, and in logs. One is made where it is missing.',
    schema: { type: 'string', pattern: '^[!-~]{1,128}$' },
  },
  Timeout: {
    name: 'Peaflow-Timeout',
    in: 'header',
    description: 'The time limit of the request, such as 5s.',
    schema: text(),
  },
}

/** What an answer may have beside its body. */
export const HEADERS = {
  RequestId: { description: 'The id of the request.', schema: text() },
  ServerTiming: { description: 'How long the request waited and ran in each Pod, in milliseconds.', schema: text() },
  RetryAfter: { description: 'In how many seconds to try again.', schema: { type: 'integer' } },
}

/** When a request fails with each status. */
const FAILURES: Readonly<Record<number, string>> = {
  400: 'The body, or a header, is not valid.',
  401: 'The token is missing or wrong.',
  403: 'A page of another site called.',
  404: 'No Pod has this endpoint.',
  406: 'No form of the answer is one that the client accepts.',
  413: 'The body is too large.',
  415: 'The body is compressed.',
  422: 'A document, or the parameters, do not fit the schema.',
  500: 'The executor threw.',
  502: 'A Pea died with the request.',
  503: 'Too many requests wait, a Pod has no Pea that could answer, or the Flow is stopping.',
  504: 'The request was not answered in its time.',
}

/** The name of the response of a status: `NotFound`. */
export function responseName(status: number | string): string {
  return (STATUS_CODES[status] ?? '').replaceAll(' ', '')
}

/** The statuses that a request can fail with. */
export function failureStatuses(hasToken: boolean): readonly string[] {
  return Object.keys(FAILURES).filter((status) => hasToken || status !== '401')
}

/** The responses of these statuses, by name. */
export function failureResponses(statuses: readonly string[]): Readonly<Record<string, unknown>> {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  const headers = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } }
  const retry = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
  return Object.fromEntries(
    statuses.map((status) => {
      const description = FAILURES[Number(status)] ?? ''
      return [responseName(status), { description, headers: { ...headers, ...(status === '503' && retry) }, content }]
    }),
  )
}
