import { getEventListeners } from 'node:events'
import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { FlowError, type PeaLogLine, toPeaArgs } from '@peaflow/core'
import { expect, test } from 'vitest'
import { processLauncher } from '../../src/process/process-launcher.ts'
import { ended, programPath, spec } from '../programs.ts'

/** Launches a program and waits until it has written a line that matches. */
async function launchUntil(name: Parameters<typeof programPath>[0], pattern: RegExp, signal?: AbortSignal) {
  const lines: PeaLogLine[] = []
  const { promise, resolve } = deferred<string>()
  const onLog = (line: PeaLogLine) => {
    lines.push(line)
    const match = pattern.exec(line.text)
    if (match) resolve(match[1] ?? match[0])
  }
  const pea = await processLauncher({ program: programPath(name) }).launch(spec, { onLog, signal })
  return { pea, lines, found: await promise }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

test('it runs a direct child with a lifeline and the arguments of the spec', async () => {
  const { pea, lines } = await launchUntil('talk', /--name/)
  const texts = lines.map((line) => line.text)
  expect(texts.join('\n')).toMatch(new RegExp(`parent ${process.pid}, lifeline ${process.pid}$`, 'm'))
  expect(texts).toContain(toPeaArgs(spec).join(' '))
  expect(await pea.stop()).toMatchObject({ code: 0, signal: null })
  expect(lines).toContainEqual({ stream: 'stderr', text: 'to stderr' })
})

test('it gives a Pea its own variables beside those of the Flow, and the lifeline in any case', async () => {
  const own = { ...spec, env: { PEAFLOW_TEST_OWN: '1.10', PEAFLOW_LIFELINE: '0' } }
  const lines: string[] = []
  const { promise, resolve } = deferred<void>()
  const onLog = ({ text }: PeaLogLine) => {
    lines.push(text)
    if (text.startsWith('variables')) resolve()
  }
  const pea = await processLauncher({ program: programPath('talk') }).launch(own, { onLog })
  await promise
  expect(lines).toContain('variables 1.10 with those of the Flow')
  expect(lines.join('\n')).toMatch(new RegExp(`lifeline ${process.pid}$`, 'm'))
  expect(lines.join('\n')).not.toContain('--env')
  await pea.stop()
})

test('it runs a Pea in the folder of its Flow, or in its own if that was removed', async () => {
  const folderOf = async (directory: string) => {
    const lines: string[] = []
    const { promise, resolve } = deferred<string>()
    const onLog = ({ text }: PeaLogLine) => {
      lines.push(text)
      if (text.startsWith('folder ')) resolve(text)
    }
    const pea = await processLauncher({ program: programPath('talk') }).launch({ ...spec, directory }, { onLog })
    const folder = await promise
    await pea.stop()
    return folder
  }
  expect(await folderOf(tmpdir())).toBe(`folder ${realpathSync(tmpdir())}`)
  expect(await folderOf('/no/such/folder')).toBe(`folder ${process.cwd()}`)
})

test('it returns the exit code and the last 20 lines', async () => {
  const pea = await processLauncher({ program: programPath('fail') }).launch(spec)
  const exit = await pea.exited
  expect(exit).toMatchObject({ code: 7, signal: null })
  expect(exit.lastLines).toEqual(Array.from({ length: 20 }, (_, line) => `line ${line + 10}`))
})

test('it kills the Pea after the grace period', async () => {
  const { pea } = await launchUntil('unresponsive', /pid/)
  const stops = [pea.stop({ grace: 50 }), pea.stop()]
  expect(await Promise.all(stops)).toEqual([await pea.exited, await pea.exited])
  expect(await pea.exited).toMatchObject({ code: null, signal: 'SIGKILL' })
})

test('it kills the Pea at once without a grace period, even after an earlier stop', async () => {
  const { pea } = await launchUntil('unresponsive', /pid/)
  // The test would time out within this grace period.
  void pea.stop({ grace: 600_000 })
  expect(await pea.stop({ grace: 0 })).toMatchObject({ signal: 'SIGKILL' })
})

test('it reads a flood without stalling it, in constant memory', async () => {
  let count = 0
  const before = process.memoryUsage().rss
  const launcher = processLauncher({ program: programPath('flood') })
  const pea = await launcher.launch(spec, { onLog: () => count++ })
  const exit = await pea.exited
  expect(exit.code).toBe(0)
  expect(exit.lastLines.at(-1)).toBe('written')
  // A tenth of what was written; how many lines are read depends on how long the program takes.
  expect(count).toBeLessThan(200_000)
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
})

test('it leaves no process that the Pea has started', async () => {
  const { pea, found } = await launchUntil('family', /child (\d+)/)
  expect(await pea.exited).toMatchObject({ code: 5 })
  await ended(Number(found))
})

test('it kills a Pea when the signal aborts, and forgets the signal', async () => {
  const controller = new AbortController()
  const { pea } = await launchUntil('talk', /pid/, controller.signal)
  controller.abort()
  expect(await pea.exited).toMatchObject({ signal: 'SIGKILL' })
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
})

test('it launches nothing if the signal has aborted', async () => {
  const launch = processLauncher({ program: programPath('talk') }).launch(spec, { signal: AbortSignal.abort() })
  await expect(launch).rejects.toMatchObject({ code: 'LAUNCH_ABORTED' })
})

test('it says why a process cannot be started', async () => {
  const tooLong = { ...spec, workspace: 'x'.repeat(300_000) }
  const error: unknown = await processLauncher({ program: programPath('talk') })
    .launch(tooLong)
    .catch((caught) => caught)
  expect(error).toBeInstanceOf(FlowError)
  expect(error).toMatchObject({ code: 'LAUNCH_PROCESS', message: expect.stringContaining('E2BIG') })
})
