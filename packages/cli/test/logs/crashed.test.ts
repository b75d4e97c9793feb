import type { LogEntry } from '@peaflow/serve'
import { describe, expect, it } from 'vitest'
import { pickEntries } from '../../src/logs/crashed.ts'
import { ownFile, ownMachine } from '../flow-up.ts'
import { executor, fromNdjson, runCommand } from '../process.ts'

const entry = (minute: number, pod: string, level: LogEntry['level']): LogEntry => ({
  time: `2026-11-29T14:0${minute}:00.000Z`,
  pea: `${pod}/0`,
  pod,
  level,
  text: `${pod} ${level} ${minute}`,
})

it('lines are picked by Pod, level, time, pattern and number', () => {
  const entries = [entry(1, 'a', 'info'), entry(2, 'b', 'error'), entry(3, 'a', 'warn'), entry(4, 'b', 'debug')]
  const now = new Date('2026-11-29T14:04:30.000Z')
  const picked = (filter: Partial<Parameters<typeof pickEntries>[1]>) =>
    pickEntries(entries, { pods: [], ...filter }, now).map(({ time }) => Number(time.slice(15, 16)))
  expect(picked({})).toEqual([1, 2, 3, 4])
  expect(picked({ pods: ['a'] })).toEqual([1, 3])
  expect(picked({ level: 'warn' })).toEqual([2, 3])
  expect(picked({ since: '2m' })).toEqual([3, 4])
  expect(picked({ since: '2026-11-29T14:03:00.000Z' })).toEqual([3, 4])
  expect(picked({ grep: '^b.*[24]$' })).toEqual([2, 4])
  expect(picked({ tail: 1 })).toEqual([4])
  expect(picked({ tail: 0 })).toEqual([])
})

describe('logs of a detached Flow that has been killed', () => {
  it('are those that its journal holds', async () => {
    const { env } = ownMachine()
    const file = ownFile(`chatty: { uses: ${executor('chatty')} }`)
    const run = (...args: readonly string[]) => runCommand(args, '', { env, cwd: file.folder })
    const up = await run('up', file.file, '-d', '--http', '127.0.0.1:0', '--json')
    const [ready] = fromNdjson(up.stdout).filter((line) => line.ready) as { url: string; pid: number }[]
    expect(up).toMatchObject({ code: 0, stderr: '' })
    await fetch(ready?.url ?? '', { method: 'POST', body: '[{"id":"1"}]' })
    const following = await run('logs', '--flow', file.name)
    expect(following.stdout).toContain('trouble')
    process.kill(ready?.pid ?? 0, 'SIGKILL')
    const { code, stdout, stderr } = await afterEnd(() => run('logs', '--flow', file.file, '--level', 'warn'))
    expect(code).toBe(0)
    expect(stderr).toContain(`${file.name} has crashed; it was started at 20`)
    expect(stdout).toMatch(/^\S+ warn chatty\/0 \| trouble\n$/)
    const json = await run('logs', '--flow', file.name, '--json', '-n', '1')
    expect(fromNdjson(json.stdout)).toMatchObject([{ pea: 'chatty/0' }])
    expect(await run('logs', '--flow', 'no-such-flow-at-all')).toMatchObject({ code: 2, stdout: '' })
  })
})

/** The kernel ends a process a moment after it was killed. */
async function afterEnd(run: () => ReturnType<typeof runCommand>): ReturnType<typeof runCommand> {
  for (;;) {
    const ended = await run()
    if (ended.stderr.includes('has crashed')) return ended
  }
}
