import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type InterpreterFacts, selectInterpreter } from '../src/select-interpreter.ts'

const path = fc.option(fc.constantFrom('/a', '/b'), { nil: undefined })
const facts: fc.Arbitrary<InterpreterFacts> = fc.record({
  named: fc.option(fc.record({ python: fc.constant('p'), file: path }), { nil: undefined }),
  besideFile: path,
  active: path,
  uv: path,
  onPath: path,
})

it('takes the first that is there, in the order of the page, and never another than the one that is named', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { named, besideFile, active, uv, onPath } = given
      const order = [
        [besideFile, '.venv'],
        [active, 'VIRTUAL_ENV'],
        [uv, 'uv'],
        [onPath, 'PATH'],
      ] as const
      const first = named === undefined ? order.find(([file]) => file !== undefined) : [named.file, 'python']
      const [file, from] = first ?? []
      const expected = file === undefined ? { from: undefined, named: named?.python } : { file, from }
      expect(selectInterpreter(given)).toEqual(expected)
    }),
  )
})
