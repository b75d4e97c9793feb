// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of flow files look like this
import { describe, expect, it } from 'vitest'
import { readFlow } from '../../src/index.ts'

const optionsOf = (pod: string, env: Record<string, string>) => {
  const { flow, problems } = readFlow(`pods: { a: { ${pod} } }`, { env })
  expect(problems).toEqual([])
  return flow?.pods[0]?.options
}

describe('a value that came from a variable', () => {
  it.each(['1.10', '1234e56', '01234', '9007199254740993', '0x1F', 'true', '10', 'null', '1e3', '-0', 'Infinity'])(
    '%s stays a string where the option holds strings',
    (V) => {
      expect(optionsOf('env: { V: $V, Q: "${V}" }', { V })).toEqual({ env: { V, Q: V } })
      expect(optionsOf('env: [V=$V]', { V })).toEqual({ env: { V } })
      expect(optionsOf('uses: $V, user: $V, workspace: $V', { V })).toEqual({ uses: V, user: V, workspace: V })
    },
  )

  const rows: [text: string, value: unknown][] = [
    ['10', 10],
    ['-1.5', -1.5],
    ['0', 0],
    ['true', true],
    ['false', false],
    ...[
      '1.10',
      '1234e56',
      '007',
      '9007199254740993',
      '0x1F',
      'True',
      'null',
      '~',
      '-0',
      'Infinity',
      'NaN',
      '+1',
      '.5',
    ].map((text): [string, unknown] => [text, text]),
  ]

  it.each(rows)('%s is %j among arguments', (V, value) => {
    expect(optionsOf('with: { v: $V, deep: [$V], quoted: "${V}" }', { V })).toEqual({
      with: { v: value, deep: [value], quoted: V },
    })
  })

  it('is a number where the option wants one', () => {
    expect(optionsOf('replicas: $N, retries: "$N", external: $T', { N: '03', T: 'True' })).toEqual({
      replicas: 3,
      retries: 3,
      external: true,
    })
  })
})

describe('env', () => {
  it('holds what is written, not what YAML makes of it', () => {
    expect(optionsOf('env: { A: 1.10, B: 007, C: true, D: 0x1F, E: "x" }', {})).toEqual({
      env: { A: '1.10', B: '007', C: 'true', D: '0x1F', E: 'x' },
    })
  })

  it('takes a name without a value from the shell, and leaves it out if it is not set there', () => {
    const shell = { SET: '1.10', EMPTY: '' }
    expect(optionsOf('env: [SET, NONE, EMPTY, X=1]', shell)).toEqual({ env: { SET: '1.10', EMPTY: '', X: '1' } })
    expect(optionsOf('env: { SET: , NONE: , EMPTY: ~, X: 1 }', shell)).toEqual({
      env: { SET: '1.10', EMPTY: '', X: '1' },
    })
  })
})
