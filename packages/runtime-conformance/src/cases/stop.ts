import assert from 'node:assert/strict'
import { onStage } from '../stage/stage.ts'
import { within } from '../stage/within.ts'
import type { ConformanceCase } from './case.ts'

/** Milliseconds that "at once" may take on a busy machine, by default: less than the default grace period. */
const AT_ONCE = 4_000

/** A grace period that no case waits for, in milliseconds. */
const LONG_GRACE = 600_000

/** What `stop` promises. */
export const stopCases: readonly ConformanceCase[] = [
  {
    name: 'lets a Pea end by itself before it kills it',
    promise: '`stop` first asks the Pea to end: it tears its executor down and exits within the grace period.',
    catches: 'killsAtOnce',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { handle, wrote } = await launch({ behaviour: 'tidy' })
        await wrote('with')
        const { code, signal } = await within(timeout, 'exit', handle.stop({ grace: LONG_GRACE }))
        assert.deepEqual({ code, signal }, { code: 0, signal: null })
        await wrote('torn down')
      }),
  },
  {
    name: 'accepts a second stop',
    promise: '`stop` may be called twice, and again after the exit; each call returns the same exit.',
    catches: 'stopsOnce',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { handle, wrote } = await launch({ behaviour: 'tidy' })
        await wrote('with')
        const [exit, second] = await within(timeout, 'exit', Promise.all([handle.stop(), handle.stop()]))
        assert.deepEqual([second, await handle.exited, await handle.stop()], [exit, exit, exit])
      }),
  },
  {
    name: 'accepts a stop after the exit',
    promise: '`stop` of a Pea that ended by itself returns its exit.',
    catches: 'missesTheEnded',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { handle } = await launch({ behaviour: 'talk', with: { lines: 1, code: 3 } })
        const exit = await within(timeout, 'exit', handle.exited)
        assert.deepEqual(await within(timeout, 'response to stop', handle.stop()), exit)
      }),
  },
  {
    name: 'kills a Pea that does not end within the grace period',
    promise: '`stop` kills the Pea when the grace period is over, and not earlier.',
    catches: 'waitsForever',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { handle, wrote } = await launch({ behaviour: 'stuck' })
        await wrote('stuck')
        const start = performance.now()
        const exit = await within(timeout, 'exit', handle.stop({ grace: 400 }))
        // Timers may fire a millisecond early.
        assert.ok(performance.now() - start >= 398, 'it killed the Pea within the grace period')
        assert.notEqual(exit.code, 0)
      }),
  },
  {
    name: 'kills a Pea at once if the grace period is 0',
    promise: 'With a grace period of 0, `stop` kills the Pea at once.',
    catches: 'ignoresGrace',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { atOnce = AT_ONCE } = subject
        const { handle, wrote } = await launch({ behaviour: 'stuck' })
        await wrote('stuck')
        await within(Math.min(timeout, atOnce), 'exit', handle.stop({ grace: 0 }))
      }),
  },
  {
    name: 'kills a Pea earlier if a second stop has a shorter grace period',
    promise: 'A second `stop` with a shorter grace period replaces that of the first.',
    catches: 'ignoresSecondGrace',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const { handle, wrote } = await launch({ behaviour: 'stuck' })
        await wrote('stuck')
        const exits = Promise.all([handle.stop({ grace: LONG_GRACE }), handle.stop({ grace: 0 })])
        const [exit, second] = await within(timeout, 'exit', exits)
        assert.deepEqual(second, exit)
      }),
  },
]
