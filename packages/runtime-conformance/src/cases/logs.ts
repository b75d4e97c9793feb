import assert from 'node:assert/strict'
import type { ConformanceCase } from '../suite/case.ts'
import { MARK, onStage } from '../suite/stage.ts'
import { within } from '../suite/within.ts'

/** What is promised about the lines that a Pea writes. */
export const logCases: readonly ConformanceCase[] = [
  {
    name: 'tells every line, whole and in order',
    promise: 'onLog gets each line that the Pea writes, without its end of line, before `exited` settles.',
    catches: 'losesLines',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle, lines } = await launch({ behaviour: 'talk', with: { lines: 2_000, code: 0 } })
        await within(patience, 'exit', handle.exited)
        assert.deepEqual(
          lines.map(({ text }) => text),
          Array.from({ length: 2_000 }, (_, index) => talkedLine(index + 1)),
        )
      }),
  },
  {
    name: 'tells stdout from stderr',
    promise: 'Each line comes with the stream that it was written to.',
    catches: 'mixesStreams',
    run: (subject) =>
      onStage(subject, async ({ launch }) => {
        const { lines, said } = await launch({ behaviour: 'tidy' })
        await Promise.all([said('with'), said('on stderr')])
        const streamOf = (beginning: string) => lines.find(({ text }) => text.startsWith(MARK + beginning))?.stream
        assert.deepEqual([streamOf('with'), streamOf('on stderr')], ['stdout', 'stderr'])
      }),
  },
  {
    name: 'needs no listener',
    promise: 'Every option may be left out; a Pea whose lines nobody wants is not held up by them.',
    catches: 'waitsForListener',
    run: (subject) =>
      onStage(subject, async ({ launchUnheard, patience }) => {
        const { exited } = await launchUnheard({ behaviour: 'talk', with: { lines: 5_000, code: 0 } })
        assert.equal((await within(patience, 'exit', exited)).code, 0)
      }),
  },
]

/** The line of that number, as the executor `talk` writes it. */
export function talkedLine(number: number): string {
  return `${MARK}${number} ${'ä€😀'.repeat(number % 10 === 0 ? 500 : 1)}`
}
