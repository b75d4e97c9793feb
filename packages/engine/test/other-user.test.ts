import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Flow } from '@peaflow/flow'
import { expect, test } from 'vitest'
import { childrenOf, start } from './flows.ts'

/** The user `nobody`. */
const OTHER_USER = 65_534

const program = fileURLToPath(new URL('programs/other-user.mjs', import.meta.url))

/** What the other user has seen and reached. */
interface Seen {
  readonly uid: number
  readonly commandLines: readonly string[]
  readonly environments: readonly string[]
  readonly descriptors: readonly string[]
  /** How many Unix sockets of Flows the kernel lists for everyone. */
  readonly sockets: number
  readonly reached: readonly string[]
  readonly listed: readonly string[]
  readonly ports: readonly { readonly port: number; readonly inode: string }[]
}

async function lookAs(uid: number, pids: readonly number[]): Promise<Seen> {
  // The program comes by standard input, because the other user may not read this folder.
  const child = promisify(execFile)(process.execPath, ['--input-type=module', '-', ...pids.map(String)], {
    uid,
    gid: uid,
    cwd: '/',
  })
  child.child.stdin?.end(readFileSync(program))
  return JSON.parse((await child).stdout)
}

/** The inodes of the sockets that a process has open. */
function socketsOf(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
    } catch {
      return [] // closed meanwhile
    }
  })
}

const missing =
  process.platform === 'linux' && process.getuid?.() === 0
    ? undefined
    : 'only root of a Linux machine can act as another user'
if (missing !== undefined && process.env.CI) throw new Error(missing)
if (missing !== undefined) console.warn(`Skipped: ${missing}`)

test.skipIf(missing)('another user of this machine reaches no socket of a Flow, and reads no secret', async () => {
  const secret = `secret-${Math.random()}`
  const flow = new Flow({ name: 'private' })
    .add({ name: 'a', uses: './upper.mjs', with: { api_key: secret }, env: { TOKEN: secret } })
    .add({ name: 'b', replicas: 2 })
    .add({ name: 'c', runtime: 'thread' })
  const { running } = await start(flow)
  await using _stopped = running
  const pids = [process.pid, ...childrenOf(process.pid)]
  const own = new Set(pids.flatMap(socketsOf))

  const seen = await lookAs(OTHER_USER, pids)

  expect(seen.uid).toBe(OTHER_USER)
  expect(seen.commandLines.filter((line) => line.includes('peaflow')).length).toBeGreaterThanOrEqual(3)
  expect(seen.sockets).toBeGreaterThanOrEqual(3)
  expect([seen.reached, seen.listed, seen.descriptors]).toEqual([[], [], []])
  expect([...seen.commandLines, ...seen.environments].filter((text) => text.includes(secret))).toEqual([])
  expect(seen.ports.filter(({ inode }) => own.has(inode))).toEqual([])
  expect(await running.request('/', [{ text: 'still here' }])).toMatchObject([{ text: 'STILL HERE' }])
})

test.skipIf(missing)('the same look as the owner of a Flow reaches its sockets: the test above can fail', async () => {
  const { running } = await start(new Flow({ name: 'private' }).add({ name: 'a', uses: './upper.mjs' }))
  await using _stopped = running
  const seen = await lookAs(0, [process.pid])
  expect(seen.reached.length).toBeGreaterThanOrEqual(1)
  expect(seen.descriptors).toEqual([String(process.pid)])
})
