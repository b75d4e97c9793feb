import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeError, encodeError } from '../../src/wire/error.ts'

const required = { code: 'REQUEST_FAILED', message: 'no', pod: 'encode', pea: 'encode/0' }

it.each([required, { ...required, hint: 'try again', stack: 'at x' }])('reads an error as it was written', (error) => {
  expect(decodeError(encodeError(error))).toEqual(error)
})

it.each(['', 'noise', 'null'])('replaces the payload "%s"', (payload) => {
  expect(decodeError(Buffer.from(payload))).toMatchObject({ code: 'REQUEST_FAILED', pod: '', pea: '' })
})

it('reads strings only, whatever the payload', () => {
  fc.assert(
    fc.property(fc.json(), (payload) =>
      Object.values(decodeError(Buffer.from(payload))).every((field) => typeof field === 'string'),
    ),
  )
})
