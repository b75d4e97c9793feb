import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openPackSocket, type PackSocketEvents } from '../../src/socket/pack-socket.ts'
import { checkPath, MAX_PATH_BYTES } from '../../src/zmtp/unix-path.ts'

const flowId = Buffer.from('0123456789abcdef', 'hex')
let folder: string
const closing: (() => void)[] = []

beforeEach(() => {
  folder = mkdtempSync('/tmp/unix-path-')
})

afterEach(() => {
  for (const close of closing.splice(0)) close()
  rmSync(folder, { recursive: true })
})

/** Opens a socket; `opened` counts its connections, and resolves once there are as many. */
async function open(mode: 'BIND' | 'CONNECT', path: string, transport?: 'both') {
  let count = 0
  let check = () => {}
  const opened = (wanted: number) =>
    new Promise<void>((resolve) => {
      check = () => (count >= wanted ? resolve() : undefined)
      check()
    })
  const events: PackSocketEvents = {
    onOpen: () => {
      count += 1
      check()
    },
    onClosed: () => {},
    onRecords: () => {},
    onDropped: () => {},
  }
  const pattern = mode === 'BIND' ? 'ROUTER' : 'DEALER'
  const plan = { pattern, mode, host: '127.0.0.1', port: 0, path, transport: transport ?? 'unix', peers: [] } as const
  const socket = await openPackSocket(plan, { flowId, routingId: 'a' }, events)
  closing.push(() => socket.close())
  return { opened, port: socket.port, close: () => socket.close() }
}

it('a path of the most bytes works, and a longer one is refused at both ends', async () => {
  const longest = join(folder, 'x'.repeat(MAX_PATH_BYTES - folder.length - 1))
  const bound = await open('BIND', longest)
  const dialler = await open('CONNECT', longest)
  await Promise.all([bound.opened(1), dialler.opened(1)])
  expect(existsSync(longest)).toBe(true)
  for (const mode of ['BIND', 'CONNECT'] as const) {
    await expect(open(mode, `${longest}x`)).rejects.toMatchObject({ code: 'ADDRESS_PATH' })
  }
})

it('the length of a path is that of its bytes', () => {
  expect(() => checkPath('ä'.repeat(Math.floor(MAX_PATH_BYTES / 2)))).not.toThrow()
  expect(() => checkPath('ä'.repeat(Math.ceil((MAX_PATH_BYTES + 1) / 2)))).toThrow(/bytes/)
})

it('a socket with a path opens no port, unless it is for both', async () => {
  expect((await open('BIND', join(folder, '0'))).port).toBe(0)
  expect((await open('BIND', join(folder, '1'), 'both')).port).toBeGreaterThan(0)
})

it.each([
  ['a file', (path: string) => writeFileSync(path, '')],
  ['a socket that nobody closed', (path: string) => void createServer().listen(path).unref()],
])('a socket listens at its path although %s is there, and is dialled there again', async (_, leave) => {
  const path = join(folder, '0')
  const dialler = await open('CONNECT', path)
  leave(path)
  const first = await open('BIND', path)
  await Promise.all([first.opened(1), dialler.opened(1)])
  first.close()
  leave(path)
  const second = await open('BIND', path)
  await Promise.all([second.opened(1), dialler.opened(2)])
})

it('a folder that is not there is named in the error', async () => {
  const path = join(folder, 'absent', '0')
  await expect(open('BIND', path)).rejects.toMatchObject({
    code: 'ADDRESS_BIND',
    message: `the Unix socket ${path} cannot be opened: EACCES`,
  })
})
