import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isGone, ownerOfThisProcess, readOwner, writeOwner } from '../../src/leftovers/owner.ts'

test('it comes back from a label as it was', () => {
  const owner = ownerOfThisProcess()
  expect(readOwner(writeOwner(owner))).toEqual(owner)
})

test('it is not gone while its process runs', () => {
  expect(isGone(ownerOfThisProcess())).toBe(false)
})

test('it is gone when its process id was given to another', () => {
  expect(isGone({ ...ownerOfThisProcess(), started: '1' })).toBe(true)
})

test('it is gone when its process is', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  const owner = { ...ownerOfThisProcess(), pid: child.pid ?? 0 }
  await once(child, 'exit')
  expect(isGone(owner)).toBe(true)
})

test('it cannot be judged from another machine', () => {
  expect(isGone({ machine: 'elsewhere', pid: 1, started: '1' })).toBe(false)
})

test.each(['', 'nonsense', 'a b c'])('it is none in "%s"', (text) => {
  expect(readOwner(text)).toBeUndefined()
})
