import assert from 'node:assert/strict'
import { MARK, onStage } from '../stage/stage.ts'
import { within } from '../stage/within.ts'
import type { ConformanceCase } from './case.ts'
import { talkedLine } from './logs.ts'

/** What is promised about a Pea that ends by itself. */
export const endCases: readonly ConformanceCase[] = [
  {
    name: 'tells the exit code of a crash',
    promise: '`exited` settles when the Pea ends by itself, with its exit code.',
    catches: 'hidesExitCode',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle } = await launch({ behaviour: 'talk', with: { lines: 1, code: 3 } })
        const { code, signal } = await within(patience, 'exit', handle.exited)
        assert.deepEqual({ code, signal }, { code: 3, signal: null })
      }),
  },
  {
    name: 'keeps the last lines of a crash',
    promise: 'The exit carries the last lines of the Pea, oldest first, at most 20.',
    catches: 'misordersLastLines',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle } = await launch({ behaviour: 'talk', with: { lines: 45, stream: 'stderr', code: 1 } })
        const { lastLines } = await within(patience, 'exit', handle.exited)
        const ours = lastLines.filter((line) => line.startsWith(MARK))
        assert.ok(
          lastLines.length <= 20 && ours.length > 0,
          `${lastLines.length} last lines, ${ours.length} of them ours`,
        )
        assert.deepEqual(
          ours,
          ours.map((_, index) => talkedLine(45 - ours.length + 1 + index)),
        )
      }),
  },
  {
    name: 'settles `exited` without rejecting, however the Pea ended',
    promise: '`exited` settles once and never rejects.',
    catches: 'rejectsExited',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle } = await launch({ behaviour: 'talk', with: { lines: 1, code: 1 } })
        const exit = await within(patience, 'exit', handle.exited)
        assert.deepEqual(await handle.exited, exit)
      }),
  },
  {
    name: 'leaves nothing behind',
    promise: 'When `exited` settles, nothing of the Pea is left.',
    catches: 'settlesEarly',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle, said } = await launch({ behaviour: 'tidy' })
        await said('with')
        assert.ok((await subject.countLeftovers()) > 0, 'countLeftovers counts no Pea that runs')
        await within(patience, 'exit', Promise.all([handle.stop(), handle.exited]))
        assert.equal(await subject.countLeftovers(), 0)
      }),
  },
]
