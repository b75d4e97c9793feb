import { expect, it } from 'vitest'
import { parseSince } from '../../src/logs/since.ts'

it('a time is how long ago, or a date and a time', () => {
  expect(['10m', '2h', '500ms'].map(parseSince)).toEqual(['10m', '2h', '500ms'])
  expect(parseSince('2026-11-29T14:02:00Z')).toBe('2026-11-29T14:02:00.000Z')
  expect(parseSince('2026-11-29T14:02')).toBe(new Date(2026, 10, 29, 14, 2).toISOString())
  expect(parseSince('2026-11-29')).toBe(new Date(2026, 10, 29).toISOString())
})

it.each(['yesterday', '', '10 minutes', '2026-13-40', '29.11.2026'])('%j is none', (text) => {
  expect(() => parseSince(text)).toThrow('Expected how long ago')
})
