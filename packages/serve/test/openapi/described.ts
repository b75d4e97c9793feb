import type { Executor } from '@peaflow/core'

const input = {
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string', minLength: 2, description: 'What to look for' }, inner: { $ref: '#' } },
}
const output = {
  type: 'object',
  properties: { found: { type: 'array', items: { $ref: '#/$defs/Found' } } },
  $defs: { Found: { type: 'object', properties: { name: { type: 'string' } } } },
}
const parameters = {
  type: 'object',
  required: ['top'],
  properties: { top: { type: 'integer', minimum: 1, maximum: 9 } },
}

/** An executor with two endpoints, one of which says what it takes and gives. */
export const described: Executor = {
  requests: {
    '/search': (documents, { parameters }) =>
      documents.map(({ text }) => ({ text: `<b>${text}</b>`, found: [{ name: String(parameters.top) }] })),
    '/index': (documents) => documents,
  },
  schemas: { '/search': { input, output, parameters } },
}
