import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LogLevel, markLevel, type PeaLogLine, readLogLine } from '../../src/index.ts'

const levels = ['debug', 'info', 'warn', 'error'] as const satisfies readonly LogLevel[]
const streams = ['stdout', 'stderr'] as const

const marked: readonly (readonly [stream: PeaLogLine['stream'], level: LogLevel, text: string])[] = [
  ['stdout', 'debug', '<7>hello'],
  ['stdout', 'info', 'hello'],
  ['stdout', 'warn', '<4>hello'],
  ['stdout', 'error', '<3>hello'],
  ['stderr', 'debug', '<7>hello'],
  ['stderr', 'info', '<6>hello'],
  ['stderr', 'warn', 'hello'],
  ['stderr', 'error', '<3>hello'],
]

describe('the level of a line', () => {
  it.each(marked)('is in front of it, unless %s says so: %s', (stream, level, text) => {
    expect(markLevel({ stream, level, text: 'hello' })).toBe(text)
  })

  it('comes back from what is written, whatever the text is', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('<7>x', '<3>', '<8>x', '<>x', '< 7>x'))
    fc.assert(
      fc.property(fc.constantFrom(...streams), fc.constantFrom(...levels), text, (stream, level, text) => {
        expect(readLogLine({ stream, text: markLevel({ stream, level, text }) })).toEqual({ stream, level, text })
      }),
    )
  })

  it.each([['<8>hello'], ['7>hello'], [' <7>hello'], ['<77>hello']])('is not in %s', (text) => {
    expect(readLogLine({ stream: 'stderr', text })).toEqual({ stream: 'stderr', level: 'warn', text })
  })
})
