import { expect, it } from 'vitest'
import { Suspensions } from '../../src/pea/suspensions.ts'

it('lets a suspended request wait until it is resumed, and no other', async () => {
  const suspensions = new Suspensions()
  suspensions.suspend([1, 2])
  suspensions.suspend([1])
  expect(suspensions.wait(3)).toBeUndefined()
  const waits = [suspensions.wait(1), suspensions.wait(1)]
  suspensions.resume([1, 3])
  expect(await Promise.all(waits)).toEqual([undefined, undefined])
  const other = suspensions.wait(2)
  suspensions.clear()
  expect([await other, suspensions.wait(2)]).toEqual([undefined, undefined])
})
