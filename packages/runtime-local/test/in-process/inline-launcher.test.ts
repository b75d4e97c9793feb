import type { Executor, PeaLogLine } from '@peaflow/core'
import { expect, test } from 'vitest'
import { inlineLauncher } from '../../src/in-process/inline-launcher.ts'
import { spec } from '../programs.ts'

// The conformance suite does not fit: its executors block or end their process, which here is that of the test.

const inline = { ...spec, uses: { inline: 'echo' } }

/** Launches an executor that logs when it is set up and torn down; `isSetUp` resolves when it is set up. */
function launchLogging(signal?: AbortSignal) {
  const lines: PeaLogLine[] = []
  let resolve = () => {}
  const isSetUp = new Promise<void>((settle) => {
    resolve = settle
  })
  const executor: Executor = {
    setup: ({ log }) => log.info('set up'),
    teardown: ({ log }) => log.warn('torn down'),
  }
  const onLog = (line: PeaLogLine) => {
    lines.push(line)
    if (line.text === 'set up') resolve()
  }
  return { lines, isSetUp, pea: inlineLauncher().launch(inline, { executor, onLog, signal }) }
}

test('it runs the executor that it is given, and stops it', async () => {
  const { lines, isSetUp, pea } = launchLogging()
  await isSetUp
  const handle = await pea
  const exits = await Promise.all([handle.stop(), handle.stop(), handle.exited])
  expect(exits[0]).toEqual({ code: 0, signal: null, lastLines: ['set up', 'torn down'] })
  expect(exits).toEqual([exits[0], exits[0], exits[0]])
  expect(lines).toEqual([
    { stream: 'stdout', text: 'set up' },
    { stream: 'stderr', text: 'torn down' },
  ])
})

test('it ends at once without a grace period', async () => {
  const { isSetUp, pea, lines } = launchLogging()
  await isSetUp
  const exit = await (await pea).stop({ grace: 0 })
  expect(exit).toMatchObject({ code: 137, reason: 'it was killed' })
  expect(lines).toHaveLength(1)
})

test('it ends when its signal aborts', async () => {
  const controller = new AbortController()
  const { isSetUp, pea } = launchLogging(controller.signal)
  await isSetUp
  controller.abort()
  expect(await (await pea).exited).toMatchObject({ code: 137 })
})

test('it launches nothing if the signal has aborted', async () => {
  const { pea } = launchLogging(AbortSignal.abort())
  await expect(pea).rejects.toMatchObject({ code: 'LAUNCH_ABORTED' })
})
