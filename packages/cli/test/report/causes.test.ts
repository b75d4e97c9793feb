import { FlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { causesOf } from '../../src/report/causes.ts'
import { diagnose } from '../../src/report/diagnosis.ts'
import { toDiagnosisJson } from '../../src/report/json.ts'
import { toReport } from '../../src/report/text.ts'
import { paintFor } from '../../src/terminal/color.ts'

const write = (caught: unknown, debug = false) =>
  toReport(diagnose(caught), { paint: paintFor({ isTTY: false }), debug }).replace(/\n {2}hint: .*/, '')

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' })

describe('the causes of an error', () => {
  it('are shown, the whole chain', () => {
    const error = new FlowError('LAUNCH_X', 'it does not start', {
      cause: new Error('no data', { cause: new TypeError('fetch failed', { cause: refused }) }),
    })
    expect(write(error)).toBe(
      [
        'error: it does not start [LAUNCH_X]',
        '  caused by: no data',
        '    caused by: TypeError: fetch failed',
        '      caused by: connect ECONNREFUSED 127.0.0.1:9\n',
      ].join('\n'),
    )
    expect(toDiagnosisJson(diagnose(error), false)).toMatchObject({
      causes: [
        {
          message: 'no data',
          causes: [
            {
              message: 'TypeError: fetch failed',
              causes: [{ message: 'connect ECONNREFUSED 127.0.0.1:9', code: 'ECONNREFUSED' }],
            },
          ],
        },
      ],
    })
  })

  it('are all errors that an AggregateError unites', () => {
    const error = new AggregateError([new Error('mirror one is down'), 'mirror two'], 'no mirror')
    expect(write(error)).toBe('error: no mirror\n  caused by: mirror one is down\n  caused by: mirror two\n')
  })

  it('may have no message, as those of a connection to several addresses', () => {
    const all = Object.assign(new AggregateError([refused]), { code: 'ECONNREFUSED' })
    expect(write(new Error('no', { cause: all }))).toBe(
      'error: no\n  caused by: ECONNREFUSED\n    caused by: connect ECONNREFUSED 127.0.0.1:9\n',
    )
  })

  it.each([
    ['not repeated', new FlowError('LAUNCH_X', 'cannot start: fetch failed', { cause: new TypeError('fetch failed') })],
    [
      'not shown as codes where they are shown in words',
      new FlowError('CONFIG_FILE', 'a cannot be read: there is no such file', {
        cause: Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' }),
      }),
    ],
  ])('are %s', (_, error) => {
    expect(causesOf(error)).toEqual([])
  })

  it('are shown below one that is not', () => {
    const cause = new TypeError('fetch failed', { cause: refused })
    expect(write(new FlowError('REQUEST_X', '"a": TypeError: fetch failed', { cause }))).toBe(
      'error: "a": TypeError: fetch failed [REQUEST_X]\n  caused by: connect ECONNREFUSED 127.0.0.1:9\n',
    )
  })

  it.each([
    ['a string', 'gone', 'gone'],
    ['an object', { disk: 7 }, '{ disk: 7 }'],
    ['a number', 0, '0'],
    ['an error without a message', new RangeError(''), 'RangeError'],
    ['several lines', new Error('one\ntwo'), 'one\n    two'],
    ['a terminal command', new Error('\u001b[2Jgone'), 'gone'],
  ])('can be %s', (_, cause, text) => {
    expect(write(new Error('no', { cause }))).toBe(`error: no\n  caused by: ${text}\n`)
  })

  it('may lead to one another, and be many, and deep', () => {
    const one = new Error('one')
    one.cause = new Error('two', { cause: one })
    expect(write(one)).toBe('error: one\n  caused by: two\n')
    const many = new AggregateError(
      Array.from({ length: 5_000 }, (_, index) => new Error(`n${index}`)),
      'many',
    )
    expect(write(many)).toContain('  caused by: n9\n  caused by: … and 4990 more\n')
    let deep = new Error('n0')
    for (let index = 1; index < 5_000; index++) deep = new Error(`n${index}`, { cause: deep })
    expect(write(deep).split('\n').length).toBeLessThan(20)
    expect(write(deep, true)).toContain('caused by Error: n4990')
  })

  it('have stacks, too, with --debug', () => {
    const errors = [new Error('a'), new Error('b')].map((error) =>
      Object.assign(error, { stack: `${error.message} at x` }),
    )
    const error = Object.assign(new AggregateError(errors, 'no'), { stack: 'no at y' })
    expect(diagnose(error).stack).toBe('no at y\ncaused by a at x\ncaused by b at x')
  })
})
