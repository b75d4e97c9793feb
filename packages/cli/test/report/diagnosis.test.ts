import { FlowError } from '@peaflow/core'
import { toFileError } from '@peaflow/flow'
import { expect, it } from 'vitest'
import { diagnose, diagnoseAll, fromRequestError } from '../../src/report/diagnosis.ts'

it('takes code, message and hint from errors of Peaflow', () => {
  const error = new FlowError('CONFIG_INPUT', 'no', { hint: 'yes' })
  expect(diagnose(error)).toMatchObject({ severity: 'error', code: 'CONFIG_INPUT', message: 'no', hint: 'yes' })
})

it('hints that other errors may be a bug in Peaflow', () => {
  expect(diagnose(new TypeError('x is undefined'))).toMatchObject({
    message: 'x is undefined',
    hint: expect.stringContaining('--debug'),
  })
  expect(diagnose('thrown').message).toBe('thrown')
})

it('names every mistake of a flow file', () => {
  const problem = { code: 'CONFIG_OPTION', message: 'no', file: 'flow.yml', line: 3, column: 1, path: 'pods' } as const
  const all = diagnoseAll(toFileError([problem, { ...problem, line: 4 }]))
  expect(all.map(({ position }) => position?.line)).toEqual([3, 4])
})

it("shows only the stack trace of the user's code for a failed request", () => {
  const cause = Object.assign(new Error('mine'), { stack: 'Error: mine\n    at mine.js:1' })
  expect(diagnose(new FlowError('REQUEST_EXECUTOR', 'mine', { cause })).stack).toBe(cause.stack)
})

it('names the Pea of a side branch once', () => {
  const error = { code: 'REQUEST_EXECUTOR', pod: 'tag', pea: 'tag/0' }
  expect(fromRequestError({ ...error, message: 'no' }).message).toBe('tag/0: no')
  expect(fromRequestError({ ...error, message: 'tag/0 died' }).message).toBe('tag/0 died')
})
