import { describe, expect, it } from 'vitest'
import { pageModule } from './module.ts'

const format = await pageModule('model/format.js')

describe('figures', () => {
  const texts: readonly (readonly [name: string, value: unknown, text: string])[] = [
    ['formatMs', 0.4234, '0.42 ms'],
    ['formatMs', 2.14, '2.1 ms'],
    ['formatMs', 12.34, '12.3 ms'],
    ['formatMs', 128.4, '128 ms'],
    ['formatMs', 1_284, '1.3 s'],
    ['formatMs', 126_000, '2.1 min'],
    ['formatMs', null, '–'],
    ['formatRate', 0, '0/s'],
    ['formatRate', 3.44, '3.4/s'],
    ['formatRate', 12_840, '12.8k/s'],
    ['formatCount', 1_300_000, '1.3M'],
    ['formatCount', 999_600, '1M'],
    ['formatBytes', 812, '812 B'],
    ['formatBytes', 64 * 1_024 * 1_024, '64 MB'],
    ['formatCores', 0.418, '0.42'],
    ['formatAge', 12_400, '12 s'],
    ['formatAge', 245_000, '4 min 5 s'],
    ['formatAge', 11_520_000, '3 h 12 min'],
    ['formatAge', 187_200_000, '2 d 4 h'],
  ]
  it.each(texts)('%s(%j) is %s', (name, value, text) => expect(format[name](value)).toBe(text))

  it('are short, whatever the number', () => {
    for (let value = 0.001; value < 1e12; value *= 1.37) {
      expect(format.formatRate(value).length).toBeLessThanOrEqual(9)
      expect(format.formatMs(value).length).toBeLessThanOrEqual(14)
    }
  })

  it('texts lose the colours of a terminal, and have an end', () => {
    expect(format.printable('\u001b[32mok\u001b[0m\u0000')).toBe('ok')
    expect(format.printable('x'.repeat(6_000), 10)).toBe('xxxxxxxxxx … 6k more characters')
  })
})
