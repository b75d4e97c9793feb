// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of such files look like this
import { describe, expect, it } from 'vitest'
import { parseEnvFile } from '../../src/index.ts'

const read = (text: string, env = {}) => {
  const { variables, problems } = parseEnvFile(text, env)
  expect(problems).toEqual([])
  return variables
}

describe('a value of a .env file', () => {
  const rows: [text: string, value: string][] = [
    ['V=plain', 'plain'],
    ['V = spaced  ', 'spaced'],
    ['V: yaml', 'yaml'],
    ['V=', ''],
    ['export V=x#y', 'x#y'],
    ['  export   V=1', '1'],
    ['V=s3#cret', 's3#cret'],
    ['V=http://127.0.0.1/page#part', 'http://127.0.0.1/page#part'],
    ['V=#first', '#first'],
    ['V= # only a comment', ''],
    ['V=plain # a remark', 'plain'],
    ['V=plain\t# a remark', 'plain'],
    ['V=a##b', 'a##b'],
    ['V="quoted # kept"', 'quoted # kept'],
    ["V='s3#cret' # a remark", 's3#cret'],
    ['V="a\\nb\\t\\"c\\" \\\\ \\$HOME"', 'a\nb\t"c" \\ $HOME'],
    ["V='a\\nb $HOME'", 'a\\nb $HOME'],
    ["V='Let\\'s go'", "Let's go"],
    ['V="two\nlines"', 'two\nlines'],
    ["V='two\nlines'", 'two\nlines'],
    ['V=it\'s "so"', 'it\'s "so"'],
    ['V=$HOME/x', '/root/x'],
    ['V="${HOME}/x"', '/root/x'],
    ['V=${NONE:-default}', 'default'],
    ['V=${NONE}', ''],
    ['V=a$$b', 'a$b'],
    ['V=pa$', 'pa$'],
    ['V=pa$1!', 'pa$1!'],
    ['V=pa$$!', 'pa$!'],
    ['V=a=b', 'a=b'],
    ['V=1\r\n', '1'],
    ['\uFEFFV=1', '1'],
    ['# V=0\n\nV=1', '1'],
    ['V=0\nV=1', '1'],
  ]

  it.each(rows)('%j is %j', (text, value) => {
    expect(read(text, { HOME: '/root' }).V).toBe(value)
  })
})

it('refers to lines above it, over which the shell takes precedence', () => {
  expect(read('A=1\nB=$A-$C\nC=3', { C: 'shell' })).toEqual({ A: '1', B: '1-shell', C: '3' })
  expect(read('A=1\nB=$A', { A: 'shell' })).toEqual({ A: '1', B: 'shell' })
})

it('takes a name without a value from the shell', () => {
  expect(read('A\nB\nC # nothing', { A: '1' })).toEqual({ A: '1' })
})

it('goes on after a mistake, and says where each is', () => {
  const { variables, problems } = parseEnvFile('A=1\n=2\n  not a name\nB="x" y\nC=3\nX=${X:?say so}\nD="open\nE=1')
  expect(variables).toEqual({ A: '1', C: '3', X: '' })
  expect(problems).toEqual([
    { line: 2, column: 1, message: 'expected NAME=value' },
    { line: 3, column: 7, message: 'expected NAME=value' },
    { line: 4, column: 6, message: 'expected the end of the line after the value of B' },
    { line: 6, column: 1, message: 'the variable X must be set: say so' },
    { line: 7, column: 3, message: 'the " of D is not closed' },
  ])
})

it.each(['', '\n', '\r\n\r\n', '\uFEFF', '# only a comment', '=', '"', '$', 'A="\\'])('ends for %j', (text) => {
  expect(parseEnvFile(text).variables).toEqual({})
})

it('takes names that JavaScript uses itself', () => {
  expect(Object.entries(read('__proto__=1\nconstructor=2'))).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ])
})

it('reads a long file in one pass, mistakes and references included', () => {
  const count = 20_000
  const lines = Array.from({ length: count }, (_, index) => `V${index}=$V${index - 1}x\n=`)
  const { variables, problems } = parseEnvFile(lines.join('\n').replaceAll(/\$V\d+x/g, '$HOME'), { HOME: 'h' })
  expect(Object.keys(variables)).toHaveLength(count)
  expect(problems).toHaveLength(count)
  expect(problems.at(-1)).toMatchObject({ line: 2 * count, column: 1 })
})
