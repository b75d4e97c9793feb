import { expect, it } from 'vitest'
import { areEndpoints, isEndpoint, MAX_ENDPOINTS, MAX_ENDPOINTS_LENGTH } from '../../src/control/endpoints.ts'

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`/${index}`, {}]))

/** Endpoints whose JSON has this many characters. */
function ofLength(length: number) {
  const endpoints = (text: string) => ({ '/a': { input: { text } } })
  return endpoints('x'.repeat(length - JSON.stringify(endpoints('')).length))
}

it.each([
  ['none', {}],
  ['default', { default: {} }],
  ['all schemas', { '/a': { input: {}, output: { type: 'object' }, parameters: { nested: { deep: [] } } } }],
  ['as many as there may be', many(MAX_ENDPOINTS)],
  ['as much as there may be', ofLength(MAX_ENDPOINTS_LENGTH)],
])('takes %s', (_, endpoints) => {
  expect(areEndpoints(endpoints)).toBe(true)
})

it.each([
  ['an array', []],
  ['null', null],
  ['a name without a slash', { index: {} }],
  ['a name that no request has room for', { [`/${'x'.repeat(255)}`]: {} }],
  ['an endpoint that is not an object', { '/a': null }],
  ['a schema that is not an object', { '/a': { input: true } }],
  ['a schema that is an array', { '/a': { output: [] } }],
  ['a schema of something else', { '/a': { inputs: {} } }],
  ['one too many', many(MAX_ENDPOINTS + 1)],
  ['one character too many', ofLength(MAX_ENDPOINTS_LENGTH + 1)],
])('refuses %s', (_, endpoints) => {
  expect(areEndpoints(endpoints)).toBe(false)
})

it('counts the bytes of a name', () => {
  expect([`/${'x'.repeat(254)}`, `/${'ü'.repeat(127)}`, `/${'ü'.repeat(128)}`].map(isEndpoint)).toEqual([
    true,
    true,
    false,
  ])
})
