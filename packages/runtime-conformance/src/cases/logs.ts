import assert from 'node:assert/strict'
import { MARK, onStage } from '../stage/stage.ts'
import { within } from '../stage/within.ts'
import type { ConformanceCase } from './case.ts'

/** About 100 KB: a launcher may omit lines of a flood. */
const LINES = 200

/** What a launch promises about the lines of a Pea. */
export const logCases: readonly ConformanceCase[] = [
  {
    name: 'reports every line, complete and in order',
    promise: 'onLog receives each line of the Pea, without its line break, before `exited` settles.',
    catches: 'losesLines',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { handle, lines } = await launch({ behaviour: 'talk', with: { lines: LINES, code: 0 } })
        await within(timeout, 'exit', handle.exited)
        for (let number = 1; number <= LINES; number++) {
          const text = lines[number - 1]?.text ?? 'missing'
          assert.ok(text === talkedLine(number), `line ${number} is ${shorten(text)}`)
        }
        assert.equal(lines.length, LINES)
      }),
  },
  {
    name: 'distinguishes stdout from stderr',
    promise: 'Each line has the name of its stream.',
    catches: 'mixesStreams',
    run: (subject) =>
      onStage(subject, async ({ launch }) => {
        const { lines, wrote } = await launch({ behaviour: 'tidy' })
        await Promise.all([wrote('with'), wrote('on stderr')])
        const streamOf = (beginning: string) => lines.find(({ text }) => text.startsWith(MARK + beginning))?.stream
        assert.deepEqual([streamOf('with'), streamOf('on stderr')], ['stdout', 'stderr'])
      }),
  },
  {
    name: 'works without options',
    promise: 'Every option may be omitted; a Pea whose lines are not read is not blocked.',
    catches: 'waitsForListener',
    run: (subject) =>
      onStage(subject, async ({ launchSilently, timeout }) => {
        const { exited } = await launchSilently({ behaviour: 'talk', with: { lines: 5_000, code: 0 } })
        assert.equal((await within(timeout, 'exit', exited)).code, 0)
      }),
  },
]

/** The line that the executor `talk` writes at this number. */
export function talkedLine(number: number): string {
  return `${MARK}${number} ${'ä€😀'.repeat(number % 10 === 0 ? 500 : 1)}`
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}… (${text.length} characters)` : text
}
