// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of flow files look like this
import { describe, expect, it } from 'vitest'
import { interpolate } from '../../src/file/interpolate.ts'

const env = { SET: 'value', EMPTY: '', NESTED: 'inner' }

describe('interpolate fills in variables as Docker Compose does', () => {
  const rows: [text: string, filled: string][] = [
    ['plain', 'plain'],
    ['$SET', 'value'],
    ['a-$SET/b', 'a-value/b'],
    ['${SET}', 'value'],
    ['${SET}${SET}', 'valuevalue'],
    ['$$SET', '$SET'],
    ['$$$SET', '$value'],
    ['${SET:-other}', 'value'],
    ['${EMPTY:-other}', 'other'],
    ['${NONE:-other}', 'other'],
    ['${NONE:-}', ''],
    ['${SET-other}', 'value'],
    ['${EMPTY-other}', ''],
    ['${NONE-other}', 'other'],
    ['${SET:?must}', 'value'],
    ['${EMPTY?must}', ''],
    ['${SET:+other}', 'other'],
    ['${EMPTY:+other}', ''],
    ['${EMPTY+other}', 'other'],
    ['${NONE+other}', ''],
    ['${NONE:-${NESTED}}', 'inner'],
    ['${NONE:-${ALSO:-deep}}/x', 'deep/x'],
    ['${NONE:-a:b-c?d+e}', 'a:b-c?d+e'],
    ['${SET:-${NONE}}', 'value'],
    ['${{ ENV.SET }}', 'value'],
    ['a-${{SET}}/b', 'a-value/b'],
    ['${{ CONTEXT.SET }}', 'value'],
  ]
  it.each(rows)('%s is %s', (text, filled) => {
    expect(interpolate(text, env)).toEqual({ text: filled, unset: [], problems: [] })
  })
})

describe('interpolate says', () => {
  it('which variables are not set', () => {
    expect(interpolate('$NONE ${ALSO} ${SET}', env)).toEqual({ text: '  value', unset: ['NONE', 'ALSO'], problems: [] })
  })

  it('nothing of what every object has', () => {
    expect(interpolate('$constructor${toString}', {}).unset).toEqual(['constructor', 'toString'])
  })

  const rows: [text: string, problem: string][] = [
    ['${NONE:?give a name}', 'the variable NONE must be set: give a name'],
    ['${EMPTY:?}', 'the variable EMPTY must be set'],
    ['${NONE?}', 'the variable NONE must be set'],
    ['5 $', '"$" is not a variable; write $$ for a dollar sign'],
    ['$5', '"$5" is not a variable; write $$ for a dollar sign'],
    ['${SET', '"${SET" is not a variable; write ${NAME}, ${NAME:-default} or ${NAME:?message}'],
    ['${}', '"${" is not a variable; write ${NAME}, ${NAME:-default} or ${NAME:?message}'],
    ['${{ SET', '"${{ SET" is not a variable; write ${NAME}, ${NAME:-default} or ${NAME:?message}'],
    ['${SET!x}', '"${SET!x" is not a variable; write ${NAME}, ${NAME:-default} or ${NAME:?message}'],
  ]
  it.each(rows)('what is wrong with %s', (text, problem) => {
    expect(interpolate(text, env).problems).toEqual([problem])
  })

  it('no more than a word of what is nested without end', () => {
    expect(interpolate('${A:-'.repeat(50_000), {}).problems).toHaveLength(1)
    expect(interpolate('${A:-'.repeat(500) + '}'.repeat(500), {}).problems).toHaveLength(1)
  })
})
