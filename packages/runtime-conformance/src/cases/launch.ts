import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
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

/** Characters that Linux does not accept in one argument of a program: 128 KB is the most. */
const LONG = 300_000

/** The exit code of a Pea that has had no Flow for 15 s. Those of the suite have none, and six of them may take longer to start. */
const LOST_FLOW = 69

/** A grace period that no case waits for, in milliseconds. */
const LONG_GRACE = 600_000

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
        const exits = await Promise.all(peas.map(({ handle }) => handle.stop({ grace: LONG_GRACE })))
        const codes = exits.map(({ code }) => code)
        assert.ok(
          codes.every((code) => code === 0 || code === LOST_FLOW),
          `the exit codes are ${codes.join(', ')}`,
        )
        for (const { lines } of peas) assert.equal(lines.filter(({ text }) => text.startsWith(`${MARK}with`)).length, 1)
      }),
  },
  {
    name: 'keeps the arguments of the executor private',
    promise: '`with` is handed over in standard input or a file: no argument, variable, label or name shows it.',
    catches: 'exposesArguments',
    run: (subject) =>
      onStage(subject, async ({ launch }) => {
        const secret = `conformance-secret-${randomUUID()}`
        const { lines, wrote } = await launch({ behaviour: 'tidy', with: { secret } })
        await wrote('secret')
        const found = lines.find(({ text }) => text.startsWith(`${MARK}secret`))?.text
        assert.equal(found, `${MARK}secret in no open place`)
        assert.ok(!(await subject.exposed?.())?.includes(secret), 'what anyone can read of the Pea contains its secret')
      }),
  },
  {
    name: 'hands over arguments of any length',
    promise: 'The arguments of the executor may be longer than a command line can be.',
    catches: 'cutsArguments',
    run: (subject) =>
      onStage(subject, async ({ launch }) => {
        const { wrote } = await launch({ behaviour: 'tidy', with: { long: 'ä'.repeat(LONG) } })
        await wrote(`long ${LONG}`)
      }),
  },
]
