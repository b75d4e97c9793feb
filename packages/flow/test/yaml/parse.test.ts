import { describe, expect, it } from 'vitest'
import { Flow, formatProblem, readFlow } from '../../src/index.ts'
import { resolveAlias, type YamlNode } from '../../src/yaml/node.ts'
import { parseYaml } from '../../src/yaml/parse.ts'

/** The text of the file, from where each scalar begins in it. */
function scalarsOf(text: string): readonly (readonly [value: unknown, at: string])[] {
  const at = (node: YamlNode): readonly (readonly [unknown, string])[] => {
    if (node.kind === 'list') return node.items.flatMap(at)
    if (node.kind === 'map') return node.pairs.flatMap(({ key, value }) => [...at(key), ...at(value)])
    const content = resolveAlias(node)
    return content.kind === 'scalar' ? [[content.value, text.slice(node.offset).split('\n')[0] ?? '']] : []
  }
  const { root, problems } = parseYaml(text)
  expect(problems).toEqual([])
  return root === undefined ? [] : at(root)
}

const problemsOf = (text: string) => readFlow(text).problems.map(formatProblem)
const dataOf = (yaml: string) => readFlow(`pods: { a: { with: { x: ${yaml} } } }`).flow?.pods[0]?.options.with

describe('a scalar begins', () => {
  const rows: [text: string, ...scalars: [value: unknown, at: string][]][] = [
    ['plain', ['plain', 'plain']],
    [`'it''s'`, ["it's", `'it''s'`]],
    [`"a\\tb"`, ['a\tb', `"a\\tb"`]],
    ['[a, ]', ['a', 'a, ]']],
    ['a: |\n  x\n', ['a', 'a: |'], ['x\n', '|']],
    ['a: >- # why | not\n  x\n  y\n', ['a', 'a: >- # why | not'], ['x y', '>- # why | not']],
    ['# c | d\n- |2+\n   x\n', [' x\n', '|2+']],
    ['- !!str\n  &b\n  |\n  x', ['x\n', '|']],
    ['a: |', ['a', 'a: |'], ['', '|']],
    ['- &a 5\n- *a', [5, '5'], [5, '*a']],
    ['-\n- b', [null, ''], ['b', 'b']],
    ['a:\nb: c', ['a', 'a:'], [null, ''], ['b', 'b: c'], ['c', 'c']],
    ['- &a\n- !!str', [null, '&a'], ['', '!!str']],
    ['"a":', ['a', '"a":'], [null, '']],
    ['---\n', [null, '']],
  ]
  it.each(rows)('where it is written: %j', (text, ...scalars) => expect(scalarsOf(text)).toEqual(scalars))
})

describe('values follow the core schema of YAML 1.2', () => {
  const rows: [yaml: string, value: unknown][] = [
    ['1.10', 1.1],
    ['007', 7],
    ['0x1F', 31],
    ['0o17', 15],
    ['-5', -5],
    ['1e3', 1000],
    ['.5', 0.5],
    ['12345678901234567890', 12345678901234567000],
    ['true', true],
    ['False', false],
    ['~', null],
    ['Null', null],
    ['on', 'on'],
    ['yes', 'yes'],
    ['2001-01-01', '2001-01-01'],
    ['1_000', '1_000'],
    ['0b1', '0b1'],
    ['1:30', '1:30'],
    ['"1.10"', '1.10'],
    ["'007'", '007'],
    ['"true"', 'true'],
  ]
  it.each(rows)('%s', (yaml, value) => expect(dataOf(yaml)).toEqual({ x: value }))

  it('but keys are strings as written', () => {
    const { flow } = readFlow('pods: { a: { env: { 1.10: a, 007: b, on: c, yes: d, 0x1F: e } } }')
    expect(flow?.pods[0]?.options.env).toEqual({ '1.10': 'a', '007': 'b', on: 'c', yes: 'd', '0x1F': 'e' })
    expect(problemsOf('pods: { on: , yes: , 007: }')).toEqual([
      'flow file:1:22 pods.007: "007" cannot be the name of a Pod',
    ])
  })
})

describe('tags', () => {
  it('of the core schema choose the type', () => {
    expect(dataOf('[!!str 5, !!int "5", !!float 3, !!bool "true", !!null ~, ! 5, !<tag:yaml.org,2002:str> 7]')).toEqual(
      {
        x: ['5', 5, 3, true, null, '5', '7'],
      },
    )
    expect(dataOf('{ a: !!map {}, b: !!seq [], c: ! [] }')).toEqual({ x: { a: {}, b: [], c: [] } })
  })

  it('of Jina are ignored, and others with a warning', () => {
    const { flow, problems, warnings } = readFlow(
      '!Flow\nwith: !w {}\npods: { a: { with: { b: !x 5, c: !!int five, d: [!y [1]] } } }',
    )
    expect(problems).toEqual([])
    expect(flow?.pods[0]?.options.with).toEqual({ b: '5', c: 'five', d: [[1]] })
    expect(warnings.map(formatProblem)).toEqual([
      'flow file:2:7: the tag !w means nothing here; it is ignored',
      'flow file:3:25: the tag !x means nothing here; it is ignored',
      'flow file:3:34: the tag !!int means nothing here; it is ignored',
      'flow file:3:50: the tag !y means nothing here; it is ignored',
    ])
  })

  it('of a directive are resolved', () => {
    const text = '%TAG !e! tag:yaml.org,2002:\n---\npods: { a: { with: { x: !e!str 5 } } }'
    expect(readFlow(text).flow?.pods[0]?.options.with).toEqual({ x: '5' })
  })
})

describe('anchors', () => {
  it('stand for the last node of their name before the alias', () => {
    expect(dataOf('[&a 1, *a, &a 2, *a, &b { c: *a }, *b]')).toEqual({ x: [1, 1, 2, 2, { c: 2 }, { c: 2 }] })
  })

  it('that do not exist are mistakes', () => {
    expect(problemsOf('pods:\n  a: { with: { b: *c, d: &c 1 } }')).toEqual([
      'flow file:2:19: the alias *c has no anchor &c before it',
    ])
  })
})

describe('merge keys', () => {
  const rows: [what: string, yaml: string, value: unknown][] = [
    ['the own key wins', '{ <<: { a: 1, b: 2 }, a: 3 }', { a: 3, b: 2 }],
    ['wherever the merge stands', '{ a: 3, <<: { a: 1, b: 2 } }', { a: 3, b: 2 }],
    ['the first of a list wins', '{ <<: [{ a: 1 }, { a: 2, b: 2 }] }', { a: 1, b: 2 }],
    ['a key in quotes does not merge', '{ "<<": { a: 1 } }', { '<<': { a: 1 } }],
  ]
  it.each(rows)('%s', (_what, yaml, value) => expect(dataOf(yaml)).toEqual({ x: value }))

  it('merge mappings only', () => {
    expect(problemsOf('pods: { a: { <<: [{}, 5] } }')).toEqual(['flow file:1:14 pods.a: "<<" merges mappings'])
  })
})

describe('keys', () => {
  it('appear once, and are strings', () => {
    expect(problemsOf('pods:\n  a: { with: { b: 1, "b": 2, ~: 3, ? [c] : 4 } }')).toEqual([
      'flow file:2:22 pods.a.with: the key "b" appears twice',
      'flow file:2:30 pods.a.with: a key must be a string',
      'flow file:2:38 pods.a.with: a key must be a string',
    ])
  })
})

describe('lines and columns', () => {
  const wrong = '  a: { replicas: 0 }'
  const rows: [what: string, text: string, position: string][] = [
    ['of a file with CRLF', `name: x\r\npods:\r\n${wrong}\r\n`, '3:18'],
    ['of a file with CR', `name: x\rpods:\r${wrong}\r`, '3:18'],
    ['behind a BOM', `\uFEFFpods:\n${wrong}`, '2:18'],
    ['in the line of a BOM', '\uFEFFpods: { a: 5 }', '1:12'],
    ['behind a block', `x-a: |\n  a\n\n  b\npods:\n${wrong}`, '6:18'],
  ]
  it.each(rows)('%s', (_what, text, position) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(`flow file:${position} pods.a`)])
  })

  it('count from the start of the file', () => {
    expect(parseYaml('a: 1\n').lines.positionOf(0)).toEqual({ line: 1, column: 1 })
    expect(parseYaml('a: 1\n').lines.positionOf(5)).toEqual({ line: 2, column: 1 })
  })
})

describe('what is not YAML is a mistake', () => {
  const rows: [text: string, problem: string][] = [
    ['pods:\n\ta: 5', '2:1: tab characters must not be used in indentation'],
    ['pods: { a: [', '1:13: unexpected end of the stream within a flow collection'],
    ['pods: { a: }\n  b: 5', '2:3: bad indentation of a mapping entry'],
    ['name: "a', '1:9: unexpected end of the stream within a double quoted scalar'],
    ['name: "\\q"', '1:9: unknown escape sequence'],
    ['name: a\0', '1:8: null byte is not allowed in input'],
    ['name: !x!y z', '1:11: undeclared tag handle "!x!"'],
  ]
  it.each(rows)('%j', (text, problem) => expect(problemsOf(text)).toEqual([`flow file:${problem}`]))
})

describe('a second document', () => {
  const rows: [text: string, position: string][] = [
    ['pods: { a: }\n---\npods: { b: }', '2:1'],
    ['pods: { a: }\n...\npods: { b: }', '2:1'],
    ['---\npods: { a: }\n# more\n--- !Flow\npods: { b: }', '4:1'],
  ]
  it.each(rows)('of %j is a mistake', (text, position) => {
    expect(problemsOf(text)).toEqual([`flow file:${position}: a flow file holds one YAML document`])
  })

  it('that is not there is none', () => {
    const flow = new Flow().add({ name: 'a' })
    expect(readFlow('%YAML 1.2\n---\npods: { a: }\n...\n').flow?.equals(flow)).toBe(true)
  })
})

describe('an empty file', () => {
  it.each(['', '\uFEFF', '# a comment\n', '\n\n'])('%j', (text) => {
    expect(problemsOf(text)).toEqual(['flow file:1:1: the file is empty'])
  })
})
