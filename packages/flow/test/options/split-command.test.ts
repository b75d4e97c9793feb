import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinCommand, splitCommand } from '../../src/options/split-command.ts'

describe('a command line', () => {
  it.each([
    ['./tool --flag', ['./tool', '--flag']],
    ['  a\tb\n c ', ['a', 'b', 'c']],
    [`sh -c 'echo "$1" | cat' x`, ['sh', '-c', 'echo "$1" | cat', 'x']],
    ['a "b \\"c\\" \\d" e\\ f', ['a', 'b "c" \\d', 'e f']],
    [`a ''b"" ''`, ['a', 'b', '']],
    ['--x=$HOME *.py', ['--x=$HOME', '*.py']],
  ])('is split as a shell splits it: %s', (line, words) => {
    expect(splitCommand(line)).toEqual({ words })
  })

  it.each([
    ["a 'b", 'a quote is not closed'],
    ['a "b', 'a quote is not closed'],
    ['a \\', 'it ends in a backslash'],
    ['a | b', '"|" needs a shell, and none is run'],
    ['a && b', '"&&" needs a shell, and none is run'],
    ['a > b', '">" needs a shell, and none is run'],
    ['  ', 'it names no program'],
    ["'' a", 'it names no program'],
  ])('may be a mistake: %s', (line, wrong) => {
    expect(splitCommand(line)).toEqual({ wrong })
  })

  it('is what joining words makes', () => {
    const words = fc.tuple(fc.string({ minLength: 1 }), fc.array(fc.string())).map(([first, rest]) => [first, ...rest])
    fc.assert(
      fc.property(words, (all) => {
        expect(splitCommand(joinCommand(all))).toEqual({ words: all })
      }),
    )
  })
})
