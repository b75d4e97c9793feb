import { FlowError } from '@peaflow/core'
import { expect, it } from 'vitest'
import { bindWithRetry } from '../../src/socket/bind.ts'

const target = { host: '127.0.0.1', port: 4_000 }

/** Fails with these system errors, one after the other, then binds. */
function failing(...codes: readonly string[]) {
  const left = [...codes]
  return async () => {
    const code = left.shift()
    if (code !== undefined) throw Object.assign(new Error(code), { code })
    return left.length
  }
}

it('binds', async () => {
  expect(await bindWithRetry(target, failing())).toBe(0)
})

it('tries again while the port is taken', async () => {
  expect(await bindWithRetry(target, failing('EADDRINUSE', 'EADDRINUSE'), 60_000)).toBe(0)
})

it('does not try for longer than it may', async () => {
  await expect(bindWithRetry(target, failing('EADDRINUSE', 'EADDRINUSE'), -1)).rejects.toMatchObject({
    code: 'ADDRESS_IN_USE',
    message: 'port 4000 of 127.0.0.1 is taken',
    cause: { code: 'EADDRINUSE' },
  })
})

it('fails at once for any other reason', async () => {
  await expect(bindWithRetry(target, failing('EACCES'))).rejects.toMatchObject({
    code: 'ADDRESS_BIND',
    message: 'port 4000 of 127.0.0.1 cannot be opened: EACCES',
  })
})

it('passes our own errors on', async () => {
  const error = new FlowError('ADDRESS_UNRESOLVED', 'the host name "x" does not resolve')
  const bound = bindWithRetry(target, async () => {
    throw error
  })
  await expect(bound).rejects.toBe(error)
})
