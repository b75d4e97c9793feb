import assert from 'node:assert/strict'
import { isFlowError } from '@peaflow/core'
import { adapted, MARK, onStage } from '../stage/stage.ts'
import { within } from '../stage/within.ts'
import type { ConformanceCase } from './case.ts'

// Values that a command line, a shell or an environment could corrupt on the way to the Pea.
const AWKWARD = {
  spaced: 'a  b',
  quoted: `"'\`$HOME\\`,
  lines: 'one\ntwo',
  flag: '--name',
  unicode: 'ä€😀',
  empty: '',
  deep: [{}],
}

/** What a launch promises. */
export const launchCases: readonly ConformanceCase[] = [
  {
    name: 'runs the Pea of its spec',
    promise: 'The executor of the spec runs with the arguments of the spec; the handle has the spec.',
    catches: 'losesArguments',
    run: (subject) =>
      onStage(subject, async ({ launch }) => {
        const pea = { behaviour: 'tidy', with: AWKWARD } as const
        const { handle, lines, wrote } = await launch(pea)
        await wrote('with')
        assert.equal(
          lines.find(({ text }) => text.startsWith(`${MARK}with`))?.text,
          `${MARK}with ${JSON.stringify(AWKWARD)}`,
        )
        assert.deepEqual(handle.spec, adapted(subject, pea))
      }),
  },
  {
    name: 'rejects a launch without a program or image',
    promise: 'A launch that fails rejects with a FlowError whose code begins with LAUNCH_.',
    catches: 'launchesNothing',
    run: (subject) =>
      onStage(subject, async ({ timeout }) => {
        const { launcher, spec } = await subject.nothingToRun(adapted(subject, { behaviour: 'tidy' }))
        const outcome = within(timeout, 'response to a launch', launcher.launch(spec))
        await assert.rejects(outcome, (caught: unknown) => isFlowError(caught) && caught.code.startsWith('LAUNCH_'))
      }),
  },
  {
    name: 'launches a Pea again after its exit',
    promise: 'A Pea that has ended can be launched again by the same launcher.',
    catches: 'launchesOnce',
    run: (subject) =>
      onStage(subject, async ({ launch }) => {
        for (const _ of ['first', 'second']) {
          const { handle, wrote } = await launch({ behaviour: 'tidy' })
          await wrote('with')
          await handle.stop()
        }
      }),
  },
  {
    name: 'launches several Peas at once',
    promise: 'Launches may be concurrent, even of the same spec; each Pea has its own lines and its own exit.',
    catches: 'mixesUpLines',
    run: (subject) =>
      onStage(subject, async ({ launch }) => {
        const numbers = [1, 2, 3, 4, 5, 6]
        const peas = await Promise.all(numbers.map((number) => launch({ behaviour: 'tidy', with: { number } })))
        await Promise.all(peas.map(({ wrote }, index) => wrote(`with {"number":${numbers[index]}}`)))
        const exits = await Promise.all(peas.map(({ handle }) => handle.stop()))
        assert.deepEqual(
          exits.map(({ code }) => code),
          numbers.map(() => 0),
        )
        for (const { lines } of peas) assert.equal(lines.filter(({ text }) => text.startsWith(`${MARK}with`)).length, 1)
      }),
  },
]
