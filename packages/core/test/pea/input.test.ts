import { describe, expect, it } from 'vitest'
import { parsePeaArgs, readsPeaInput, toPeaArgs } from '../../src/pea/args.ts'
import { addPeaInput, toPeaInput } from '../../src/pea/input.ts'

describe('the private values of a Pea', () => {
  it('never put private values into the arguments', () => {
    const pea = { ...parsePeaArgs(['--name', 'encode']), with: { prompt: 'confidential' } }
    expect(toPeaArgs(pea)).toEqual(['--name', 'encode', '--stdin'])
    expect(toPeaInput(pea)).toBe('{"with":{"prompt":"confidential"}}\n')
    expect(readsPeaInput(toPeaArgs(pea))).toBe(true)
  })

  it('need no standard input without private values', () => {
    const pea = parsePeaArgs(['--name', 'encode'])
    expect(toPeaInput(pea)).toBe('')
    expect(readsPeaInput(toPeaArgs(pea))).toBe(false)
  })

  it('accept --with by hand, which the private values of the line replace', () => {
    const pea = parsePeaArgs(['--name', 'encode', '--with', '{"a":1}', '--stdin'])
    expect(pea.with).toEqual({ a: 1 })
    expect(addPeaInput(pea, '{"with":{"b":2}}').with).toEqual({ b: 2 })
    expect(addPeaInput(pea, '{}').with).toEqual({ a: 1 })
  })

  it('hand the stages of a group over in standard input, since they have arguments too', () => {
    const stages = [{ pod: 'b', uses: './b.js', with: { prompt: 'confidential' }, concurrency: 1 }]
    const pea = { ...parsePeaArgs(['--name', 'a']), stages }
    expect(toPeaArgs(pea)).toEqual(['--name', 'a', '--stdin'])
    expect(addPeaInput(parsePeaArgs(toPeaArgs(pea)), toPeaInput(pea)).stages).toEqual(stages)
    expect(parsePeaArgs(['--name', 'a', '--stage', JSON.stringify(stages[0])]).stages).toEqual(stages)
  })

  it.each([
    ['', 'is not a JSON object'],
    ['{"with":', 'is not a JSON object'],
    ['[]', 'is not a JSON object'],
    ['{"name":"other"}', 'has "name", which is not private'],
    ['{"with":[]}', 'has a "with" that is not an object'],
    ['{"stages":{}}', 'has a "stages" that is not an array of stages'],
    ['{"stages":[{"pod":"b","uses":"./b.js"}]}', 'has a "stages" that is not an array of stages'],
  ])('refuse the line %s', (line, reason) => {
    expect(() => addPeaInput(parsePeaArgs(['--name', 'encode']), line)).toThrow(
      expect.objectContaining({ code: 'CONFIG_PEA_INPUT', message: expect.stringContaining(reason) }),
    )
  })
})
