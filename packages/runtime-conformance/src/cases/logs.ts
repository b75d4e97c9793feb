import assert from 'node:assert/strict'
import { MARK, onStage } from '../stage/stage.ts'
import { within } from '../stage/within.ts'
import type { ConformanceCase } from './case.ts'

/** About 100 KB; a launcher may cut a flood short. */
const LINES = 200

/** What is promised about the lines that a Pea writes. */
export const logCases: readonly ConformanceCase[] = [
  {
    name: 'tells every line, whole and in order',
    promise: 'onLog gets each line that a Pea writes, without its end of line, before `exited` settles.',
    catches: 'losesLines',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle, lines } = await launch({ behaviour: 'talk', with: { lines: LINES, code: 0 } })
        await within(patience, 'exit', handle.exited)
        for (let number = 1; number <= LINES; number++) {
          const text = lines[number - 1]?.text ?? 'nothing'
          assert.ok(text === talkedLine(number), `line ${number} is ${shorten(text)}`)
        }
        assert.equal(lines.length, LINES)
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

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}… (${text.length} characters)` : text
}
