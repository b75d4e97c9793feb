import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bindWithRetry } from '../../src/socket/bind.ts'
import { listen } from '../../src/zmtp/listen.ts'

const events = { onReady: () => undefined, onClosed: () => undefined }

const failing = (code: string) => async () => {
  throw Object.assign(new Error(code), { code })
}

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
    const bound = bindWithRetry({ host: '127.0.0.1', port: 80 }, failing(errno), 0)
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
