import { expect, it } from 'vitest'
import { newRoutingId } from '../../src/socket/routing-id.ts'

it('starts with the Pea, fits in 255 bytes, and is unique', () => {
  expect(newRoutingId({ id: 'encode/0', incarnation: 3 })).toMatch(/^encode\/0#3\.[0-9a-z]{1,8}$/)
  const ids = Array.from({ length: 100 }, () => newRoutingId({ id: 'x'.repeat(400), incarnation: 2 ** 32 - 1 }))
  expect(new Set(ids).size).toBe(100)
  expect(ids.every((id) => id.length <= 255)).toBe(true)
})
