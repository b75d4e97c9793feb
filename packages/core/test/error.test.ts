import { describe, expect, it } from 'vitest'
import { type ErrorCode, exitCodeOf, FlowError, isFlowError } from '../src/error.ts'

const exits: readonly (readonly [code: ErrorCode, exit: number])[] = [
  ['CONFIG_FLAG_VALUE', 2],
  ['TOPOLOGY_CYCLE', 2],
  ['ADDRESS_HOSTNAME', 2],
  ['LAUNCH_FAILED', 1],
  ['REQUEST_TIMEOUT', 1],
]

describe('exitCodeOf', () => {
  it.each(exits)('maps %s to %i', (code, exit) => {
    expect(exitCodeOf(new FlowError(code, 'no'))).toBe(exit)
  })

  it('returns 1 for any other error', () => {
    expect(exitCodeOf(new Error('no'))).toBe(1)
    expect(exitCodeOf('no')).toBe(1)
  })
})

describe('isFlowError', () => {
  it('recognizes an error of another copy of the package', () => {
    class FlowError extends Error {
      override readonly name = 'FlowError'
      readonly code = 'LAUNCH_FAILED'
    }
    expect(isFlowError(new FlowError('no'))).toBe(true)
  })

  it('rejects every other value', () => {
    expect(isFlowError(Object.assign(new Error('no'), { code: 'ENOENT' }))).toBe(false)
    expect(isFlowError(undefined)).toBe(false)
  })
})

describe('FlowError', () => {
  it('keeps hint and cause', () => {
    const cause = new Error('why')
    expect(new FlowError('LAUNCH_FAILED', 'no', { hint: 'do', cause })).toMatchObject({ hint: 'do', cause })
    expect(Object.hasOwn(new FlowError('LAUNCH_FAILED', 'no'), 'cause')).toBe(false)
  })
})
