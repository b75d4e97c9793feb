import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isGone, ownerOfThisProcess, readOwner, writeOwner } from '../../src/leftovers/owner.ts'

test('it is parsed from a label as it was formatted', () => {
  const owner = ownerOfThisProcess()
  expect(readOwner(writeOwner(owner))).toEqual(owner)
})

test('it is not gone while its process runs', () => {
  expect(isGone(ownerOfThisProcess())).toBe(false)
})

test('it is gone when another process has its process id', () => {
  expect(isGone({ ...ownerOfThisProcess(), started: '1' })).toBe(true)
})

test('it is gone when its process has ended', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  const owner = { ...ownerOfThisProcess(), pid: child.pid ?? 0 }
  await once(child, 'exit')
  expect(isGone(owner)).toBe(true)
})

test('it is not gone if it is on another machine', () => {
  expect(isGone({ machine: 'elsewhere', pid: 1, started: '1' })).toBe(false)
})

test.each(['', 'nonsense', 'a b c'])('it is not in "%s"', (text) => {
  expect(readOwner(text)).toBeUndefined()
})
