import { FlowError } from '@peaflow/core'
import { expect, it } from 'vitest'
import { openWhenFree } from '../../src/external/open-when-free.ts'
import type { OpenPea } from '../../src/pea/pea-options.ts'

const pea: OpenPea = {
  ended: new Promise(() => {}),
  flush: () => undefined,
  leave: async () => undefined,
  stop: async () => undefined,
  kill: async () => undefined,
}
const taken = new FlowError('ADDRESS_IN_USE', 'port 1 is taken')

/** Opens after a number of failures, and counts the attempts. */
function opening(failures: number, error: Error = taken) {
  const attempts = { count: 0 }
  const open = async () => {
    attempts.count += 1
    if (attempts.count <= failures) throw error
    return pea
  }
  return { attempts, open }
}

it('tries again while a port is taken', async () => {
  const { attempts, open } = opening(3)
  expect(await openWhenFree(open, () => true)).toBe(pea)
  expect(attempts.count).toBe(4)
})

it('does not try again once the Pea is not wanted', async () => {
  const { attempts, open } = opening(3)
  await expect(openWhenFree(open, () => attempts.count < 2)).rejects.toBe(taken)
  expect(attempts.count).toBe(2)
})

it('does not try again after another error, or for ever', async () => {
  const error = new FlowError('ADDRESS_UNRESOLVED', 'no such host')
  await expect(openWhenFree(opening(1, error).open, () => true)).rejects.toBe(error)
  await expect(openWhenFree(opening(Number.POSITIVE_INFINITY).open, () => true)).rejects.toBe(taken)
})
