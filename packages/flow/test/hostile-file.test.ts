import { describe, expect, it } from 'vitest'
import { readFlow } from '../src/index.ts'

/** An entity whose meaning is ten to the power of `levels`. */
function bomb(levels: number, item: (alias: string) => string): string {
  const all = Array.from({ length: levels }, (_, level) => {
    const inner = level === 0 ? 'lol' : `*l${level - 1}`
    return `x-${level}: &l${level} ${item(inner)}`
  })
  return [...all, `pods: { a: { with: { bomb: *l${levels - 1} } } }`].join('\n')
}

const tenTimes = (alias: string) => `[${Array(10).fill(alias).join(', ')}]`

describe('a file that is meant to harm is a mistake in little time', () => {
  const rows: [what: string, text: string, message: RegExp][] = [
    ['aliases that multiply', bomb(12, tenTimes), /aliases stand for too much data/],
    [
      'merges that multiply',
      bomb(12, (alias) => (alias === 'lol' ? '{ k: 1 }' : `{ <<: ${tenTimes(alias)} }`)).replace('bomb: *l', '<<: *l'),
      /^$/,
    ],
    ['brackets without end', '['.repeat(200_000), /nested more than 64 levels deep/],
    ['braces without end', '{a: '.repeat(100_000), /nested more than 64 levels deep/],
    ['dashes without end', '- '.repeat(100_000), /nested more than 64 levels deep/],
    ['a merge of itself', 'pods: { a: &a { <<: *a } }', /merges itself/],
    ['a file of 40 MB', `pods: { a: }${' '.repeat(40_000_000)}`, /more than 33554432 characters/],
    ['a number of Peas that no machine has', 'pods: { a: { replicas: 1e99 } }', /from 1 to 65535/],
  ]
  it.each(rows)('%s', (_what, text, message) => {
    const before = performance.now()
    const { problems } = readFlow(text)
    expect(problems[0]?.message ?? '').toMatch(message)
    expect(performance.now() - before).toBeLessThan(10_000)
  })

  it('twenty thousand names that are none, and have their places', () => {
    const pods = Array.from(
      { length: 20_000 },
      (_, pod) => `  p${pod}: { needs: [${pod === 0 ? 'p' : `p${pod - 1}`}, ghost] }`,
    )
    const { problems } = readFlow(['pods:', '  p: {}', ...pods].join('\n'))
    expect(problems).toHaveLength(20_000)
    expect(problems.at(-1)).toMatchObject({ line: 20_002, path: 'pods.p19999.needs[1]' })
  })
})
