import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'

const program = fileURLToPath(new URL('programs/failed-starts.mjs', import.meta.url))

/** What the program reports of one start. */
interface FailedStart {
  readonly runtime: string
  readonly failure: string
  readonly code?: string
  readonly message: string
  readonly left: readonly string[]
}

const expected: readonly (readonly [failure: string, code: string | undefined])[] = [
  ['its input port is taken', 'ADDRESS_IN_USE'],
  ['its output port is taken', 'ADDRESS_IN_USE'],
  ['the address is not one of this machine', 'ADDRESS_BIND'],
  ['its host does not resolve', 'ADDRESS_UNRESOLVED'],
  ['its executor does not exist', 'LAUNCH_EXECUTOR_FILE'],
  ['its setup throws', 'LAUNCH_EXECUTOR_SETUP'],
  ['its setup never ends', 'LAUNCH_NOT_READY'],
  ['its launcher throws', undefined],
  ['its launcher throws at once', undefined],
  ['it is aborted before it begins', 'LAUNCH_ABORTED'],
  ['it is aborted at once', 'LAUNCH_ABORTED'],
  ['it is aborted when a Pea has a process', 'LAUNCH_ABORTED'],
  ['it is aborted when a Pea is ready', 'LAUNCH_ABORTED'],
]

let starts: readonly FailedStart[]

// The program ends by itself only if no start has left a handle.
beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 240_000 })
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
  starts = lines.map((line) => JSON.parse(line) as FailedStart)
}, 250_000)

describe.each(['process', 'thread', 'inline'])('a start that fails with the runtime %s', (runtime) => {
  test.each(expected)('names the reason and leaves nothing behind if %s', (failure, code) => {
    const start = starts.find((one) => one.runtime === runtime && one.failure === failure)
    expect(start).toMatchObject({ left: [] })
    expect(start?.code).toBe(code)
    if (code?.startsWith('ADDRESS_')) expect(start?.message).toMatch(/^Pod "\w+", Pea "\w+\/0": /)
  })
})
