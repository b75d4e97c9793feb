import assert from 'node:assert/strict'
import { MARK, onStage } from '../stage/stage.ts'
import { within } from '../stage/within.ts'
import type { ConformanceCase } from './case.ts'
import { talkedLine } from './logs.ts'

/** What a handle promises about the exit of a Pea. */
export const exitCases: readonly ConformanceCase[] = [
  {
    name: 'reports the exit code of a crash',
    promise: '`exited` settles when the Pea ends by itself, with its exit code.',
    catches: 'hidesExitCode',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { handle } = await launch({ behaviour: 'talk', with: { lines: 1, code: 3 } })
        const { code, signal } = await within(timeout, 'exit', handle.exited)
        assert.deepEqual({ code, signal }, { code: 3, signal: null })
      }),
  },
  {
    name: 'reports the last lines of a crash',
    promise: 'The exit carries the last lines of the Pea, oldest first, at most 20.',
    catches: 'misordersLastLines',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { handle } = await launch({ behaviour: 'talk', with: { lines: 45, stream: 'stderr', code: 1 } })
        const { lastLines } = await within(timeout, 'exit', handle.exited)
        const ours = lastLines.filter((line) => line.startsWith(MARK))
        assert.ok(
          lastLines.length <= 20 && ours.length > 0,
          `${lastLines.length} last lines, ${ours.length} of them from the executor`,
        )
        assert.deepEqual(
          ours,
          ours.map((_, index) => talkedLine(45 - ours.length + 1 + index)),
        )
      }),
  },
  {
    name: 'resolves `exited`, however the Pea ended',
    promise: '`exited` settles once and never rejects.',
    catches: 'rejectsExited',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { handle } = await launch({ behaviour: 'talk', with: { lines: 1, code: 1 } })
        const exit = await within(timeout, 'exit', handle.exited)
        assert.deepEqual(await handle.exited, exit)
      }),
  },
  {
    name: 'leaves nothing behind',
    promise: 'When `exited` settles, nothing of the Pea is left.',
    catches: 'settlesEarly',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { handle, wrote } = await launch({ behaviour: 'tidy' })
        await wrote('with')
        assert.ok((await subject.countLeftovers()) > 0, 'countLeftovers does not count a running Pea')
        await within(timeout, 'exit', Promise.all([handle.stop(), handle.exited]))
        assert.equal(await subject.countLeftovers(), 0)
      }),
  },
]
