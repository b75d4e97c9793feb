import { createServer } from 'node:net'
import { FlowError } from '@peaflow/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bindWithRetry } from '../../src/socket/bind.ts'
import { listen } from '../../src/zmtp/listen.ts'

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

const events = { onReady: () => undefined, onClosed: () => undefined }

describe('a port that cannot be opened', () => {
  it.each([
    ['EADDRINUSE', 'ADDRESS_IN_USE', 'port 80 of 127.0.0.1 is taken', /finds a free one/],
    ['EACCES', 'ADDRESS_BIND', 'port 80 of 127.0.0.1 cannot be opened: EACCES', /from 1024/],
    [
      'EADDRNOTAVAIL',
      'ADDRESS_BIND',
      'port 80 of 127.0.0.1 cannot be opened: EADDRNOTAVAIL',
      /address of this machine/,
    ],
    ['EMFILE', 'LAUNCH_OPEN_FILES', 'too many open files: port 80 of 127.0.0.1 cannot be opened: EMFILE', /ulimit -n/],
    ['ENFILE', 'LAUNCH_OPEN_FILES', 'too many open files: port 80 of 127.0.0.1 cannot be opened: ENFILE', /file-max/],
  ])('is named after %s, with a hint', async (errno, code, message, hint) => {
    const bound = bindWithRetry({ host: '127.0.0.1', port: 80 }, failing(errno), -1)
    await expect(bound).rejects.toMatchObject({ code, message, hint: expect.stringMatching(hint) })
  })

  it('is not called port 0 if any would do', async () => {
    await expect(bindWithRetry({ host: '::1', port: 0 }, failing('EADDRNOTAVAIL'))).rejects.toMatchObject({
      code: 'ADDRESS_BIND',
      message: 'no port of ::1 can be opened: EADDRNOTAVAIL',
    })
  })

  it('is named by the system as it is here', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { readonly port: number }
    const target = { host: '127.0.0.1', port }
    await expect(bindWithRetry(target, () => listen({ address: '127.0.0.1', port }, events), 0)).rejects.toMatchObject({
      code: 'ADDRESS_IN_USE',
    })
    const elsewhere = { host: '192.0.2.1', port: 0 }
    await expect(
      bindWithRetry(elsewhere, () => listen({ address: '192.0.2.1', port: 0 }, events)),
    ).rejects.toMatchObject({ code: 'ADDRESS_BIND' })
  })
})
