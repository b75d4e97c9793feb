import { describe, expect, it } from 'vitest'
import { readFlow } from '../../src/index.ts'

/** A chain of anchors, each of which refers to the one before. */
function chain(links: number, item: (alias: string | undefined) => string): string {
  const anchors = Array.from({ length: links }, (_, link) => {
    return `x-${link}: &l${link} ${item(link === 0 ? undefined : `*l${link - 1}`)}`
  })
  return [...anchors, `pods: { a: { with: { last: *l${links - 1} } } }`].join('\n')
}

const TEN = Array.from({ length: 10 })
const tenTimes = (alias = 'lol') => `[${TEN.map(() => alias).join(', ')}]`
const nested = (levels: number) => `pods: { a: { with: { data: ${'['.repeat(levels)}${']'.repeat(levels)} } } }`
const blocks = (levels: number) => Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:`).join('\n')

describe('a hostile file is a mistake', () => {
  const rows: [what: string, text: string, message: RegExp][] = [
    ['with aliases that multiply', chain(12, tenTimes), /aliases expand to too much data/],
    ['with a chain of aliases', chain(20_000, (alias) => `[${alias ?? ''}]`), /nested more than 64 levels deep/],
    [
      'with a chain of merges',
      chain(20_000, (alias) => (alias === undefined ? '{}' : `{ <<: ${alias} }`)),
      /merges are nested more than 64 levels deep/,
    ],
    [
      'with merges of many keys',
      `x-: &x { ${Array.from({ length: 2_000 }, (_, key) => `k${key}: 1`).join(', ')} }\npods:\n  a:\n    with:\n${Array.from(
        { length: 600 },
        (_, key) => `      k${key}: { <<: *x }`,
      ).join('\n')}`,
      /aliases expand to too much data/,
    ],
    ['with brackets that never close', '['.repeat(200_000), /nested more than 64 levels deep/],
    ['with braces that never close', '{a: '.repeat(100_000), /nested more than 64 levels deep/],
    ['with dashes on one line', '- '.repeat(100_000), /nested more than 64 levels deep/],
    ['with keys in each other', blocks(2_000), /nested more than 64 levels deep/],
    ['with question marks on one line', '? '.repeat(100_000), /nested more than 64 levels deep/],
    ['with tags and anchors in each other', '!a &a [ '.repeat(50_000), /nested more than 64 levels deep/],
    ['with a merge of itself', 'pods: { a: &a { <<: *a } }', /merges itself/],
    ['of 40 MB', `pods: { a: }${' '.repeat(40_000_000)}`, /more than 33554432 characters/],
    ['with a number of Peas that no machine can run', 'pods: { a: { replicas: 1e99 } }', /from 1 to 65535/],
  ]
  it.each(rows)('%s', (_what, text, message) => {
    expect(readFlow(text).problems[0]?.message ?? '').toMatch(message)
  })
})

describe('a file within the limits is read', () => {
  it('with merges of merges, each of which is read once', () => {
    const text = chain(12, (alias) => (alias === undefined ? '{ k: 1 }' : `{ <<: ${tenTimes(alias)} }`))
    const { flow, problems } = readFlow(text.replace('last: *l', '<<: *l'))
    expect(problems).toEqual([])
    expect(flow?.pods[0]?.options).toEqual({ with: { k: 1 } })
  })

  it('64 levels deep, but not 65', () => {
    expect(readFlow(nested(60)).problems).toEqual([])
    expect(readFlow(nested(61)).problems).toMatchObject([
      { code: 'CONFIG_YAML', line: 1, column: 88, message: 'data is nested more than 64 levels deep' },
    ])
  })

  it('with the position of each of 20,000 mistakes', () => {
    const pods = Array.from(
      { length: 20_000 },
      (_, pod) => `  p${pod}: { needs: [${pod === 0 ? 'p' : `p${pod - 1}`}, ghost] }`,
    )
    const { problems } = readFlow(['pods:', '  p: {}', ...pods].join('\n'))
    expect(problems).toHaveLength(20_000)
    expect(problems.at(-1)).toMatchObject({ line: 20_002, path: 'pods.p19999.needs[1]' })
  })
})
