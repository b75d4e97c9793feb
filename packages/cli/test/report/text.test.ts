import { expect, it } from 'vitest'
import type { Diagnosis } from '../../src/report/diagnosis.ts'
import { type ReportOptions, toReport } from '../../src/report/text.ts'
import { paintFor } from '../../src/terminal/color.ts'

const plain = paintFor({ isTTY: false })

function write(diagnosis: Omit<Diagnosis, 'severity'>, options: Partial<ReportOptions> = {}): string {
  return toReport({ severity: 'error', ...diagnosis }, { paint: plain, debug: false, ...options })
}

it('writes message, code and hint', () => {
  const report = write({
    message: '"b" is not a Pod',
    code: 'TOPOLOGY_UNKNOWN_POD',
    hint: 'Did you mean "a"?',
    stack: 'at x',
  })
  expect(report).toBe('error: "b" is not a Pod [TOPOLOGY_UNKNOWN_POD]\n  hint: Did you mean "a"?\n')
})

it('points at the position in the file', () => {
  const position = { file: 'flow.yml', line: 2, column: 5, path: 'pods.a' }
  expect(write({ message: 'no', position }, { source: ['pods:', '  a: 0', '  b: 1'] })).toBe(
    'error: no\n  flow.yml:2:5  pods.a\n  2 |   a: 0\n    |     ^\n',
  )
})

it('cuts a very long line around the position', () => {
  const position = { file: 'flow.yml', line: 1, column: 501 }
  const report = write({ message: 'no', position }, { source: [`${'a'.repeat(500)}!${'b'.repeat(500)}`] })
  const [, , shown = '', caret = ''] = report.split('\n')
  expect(shown.length).toBeLessThan(120)
  expect(shown[caret.indexOf('^')]).toBe('!')
})

it('replaces control characters by blanks', () => {
  const position = { file: 'flow.yml', line: 1, column: 1 }
  expect(write({ message: 'no', position }, { source: ['a\u001b[2Jb'] })).toContain('| a [2Jb')
})

it('indents the further lines of a message', () => {
  expect(write({ message: 'died\nfinal error', code: 'LAUNCH_X' })).toBe('error: died [LAUNCH_X]\n  final error\n')
})

it('shows a stack trace only with debug', () => {
  expect(write({ message: 'no', stack: 'Error: no\n    at x' }, { debug: true })).toBe(
    'error: no\n    Error: no\n        at x\n',
  )
})
