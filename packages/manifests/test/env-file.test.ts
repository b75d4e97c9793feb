import { parseEnvFile } from '@peaflow/flow'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { writeEnvFile } from '../src/index.ts'

it('writes variables as they are read again', () => {
  const name = fc.stringMatching(/^[A-Za-z_]\w{0,8}$/)
  const value = fc.string({ unit: fc.constantFrom('a', ' ', '$', '{', '}', '"', "'", '\\', '\n', '#', '=', 'é') })
  fc.assert(
    fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (variables) => {
      const { variables: read, problems } = parseEnvFile(writeEnvFile(variables))
      expect({ read, problems }).toEqual({ read: variables, problems: [] })
    }),
  )
})
