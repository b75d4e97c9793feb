import { expect, it } from 'vitest'
import { toText } from '../../src/picture/text.ts'
import { SEARCH } from '../plan-fixture.ts'

it('shows every Pod and every link', () => {
  expect(toText(SEARCH)).toMatchSnapshot()
})
