import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeError, encodeError, isEncodedError } from '../../src/wire/error.ts'
import { areCauses, MOST_CAUSES, toCause, type WireCause } from '../../src/wire/error-cause.ts'

const required = { code: 'REQUEST_FAILED', message: 'no', pod: 'encode', pea: 'encode/0' }

const causes = [
  { message: 'refused', code: 'ECONNREFUSED', stack: 'at y', causes: [{ message: 'one' }, { message: 'two' }] },
]

it.each([required, { ...required, hint: 'try again', stack: 'at x', causes }])(
  'reads an error as it was written',
  (error) => {
    expect(decodeError(encodeError(error))).toEqual(error)
  },
)

it.each(['', 'noise', 'null', '7', '{}', '{"code":"X","message":"no"}'])('replaces the payload "%s"', (payload) => {
  const message = 'an error arrived that breaks the protocol: its payload is not an error in JSON'
  expect(decodeError(Buffer.from(payload))).toEqual({ code: 'REQUEST_FAILED', message, pod: '', pea: '' })
  expect(isEncodedError(Buffer.from(payload))).toBe(false)
})

it('reads strings only, whatever the payload', () => {
  fc.assert(
    fc.property(fc.json(), (payload) =>
      Object.values(decodeError(Buffer.from(payload))).every((field) => typeof field === 'string'),
    ),
  )
})

it('reads no more causes than the limits allow, and leaves out what is not one', () => {
  const nested = (depth: number): WireCause => ({
    message: 'x'.repeat(9_000),
    ...(depth > 0 && { causes: [nested(depth - 1)] }),
  })
  const wide = (depth: number): WireCause => ({
    message: 'x',
    ...(depth > 0 && { causes: Array(20).fill(wide(depth - 1)) }),
  })
  const readBack = (causes: unknown) => decodeError(Buffer.from(JSON.stringify({ ...required, causes }))).causes
  for (const causes of [
    [nested(50)],
    [wide(3)],
    [null, 1, 'text', {}, { message: 7 }, { message: 'a', code: 1, causes: 'none' }],
  ]) {
    expect(areCauses(causes)).toBe(false)
    expect(areCauses(readBack(causes))).toBe(true)
  }
  expect(readBack([null, { message: 7 }, { message: 'a', code: 1, causes: 'none' }])).toEqual([{ message: 'a' }])
  for (const value of ['text', 7, {}, [], [1]]) expect(readBack(value)).toBeUndefined()
  expect(JSON.stringify(readBack([wide(3)])).match(/message/g)).toHaveLength(MOST_CAUSES.total)
})

it('restores the cause, and what led to it', () => {
  const cause = toCause({ message: 'fetch failed', stack: 'TypeError: fetch failed\n at user', causes })
  expect(cause).toMatchObject({
    message: 'fetch failed',
    stack: 'TypeError: fetch failed\n at user',
    cause: {
      message: 'refused',
      code: 'ECONNREFUSED',
      stack: 'at y',
      errors: [{ message: 'one', stack: 'Error: one' }, { message: 'two' }],
    },
  })
  expect(toCause({ message: 'alone' })).toBeUndefined()
})
