import { expect, it } from 'vitest'
import { composeMistakes } from './compose-schema.ts'

it('finds nothing wrong with a file that is right', () => {
  expect(composeMistakes({ services: { a: { image: 'b', deploy: { replicas: 2 } } } })).toEqual([])
})

it.each([
  ['a field that does not exist', { services: { a: { images: 'b' } } }],
  ['one further down', { services: { a: { deploy: { replica: 2 } } } }],
  ['a value of the wrong type', { services: { a: { init: 'sometimes', command: 7 } } }],
])('finds %s', (_what, data) => {
  expect(composeMistakes(data)).not.toEqual([])
})
