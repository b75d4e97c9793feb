import assert from 'node:assert/strict'
import { onStage } from '../stage/stage.ts'
import { within } from '../stage/within.ts'
import type { ConformanceCase } from './case.ts'

/** "At once", in milliseconds, on a busy machine; less than the default grace period. */
const SOON = 4_000

/** What `stop` promises. */
export const stopCases: readonly ConformanceCase[] = [
  {
    name: 'asks a Pea to end before it insists',
    promise: '`stop` asks: the Pea tears its executor down and ends by itself, well within the grace period.',
    catches: 'killsAtOnce',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle, said } = await launch({ behaviour: 'tidy' })
        await said('with')
        const { code, signal } = await within(patience, 'exit', handle.stop({ grace: 60_000 }))
        assert.deepEqual({ code, signal }, { code: 0, signal: null })
        await said('torn down')
      }),
  },
  {
    name: 'may be asked to stop twice',
    promise: '`stop` may be called twice, and again when all is over; each call brings the one exit.',
    catches: 'stopsOnce',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle, said } = await launch({ behaviour: 'tidy' })
        await said('with')
        const [exit, again] = await within(patience, 'exit', Promise.all([handle.stop(), handle.stop()]))
        assert.deepEqual([again, await handle.exited, await handle.stop()], [exit, exit, exit])
      }),
  },
  {
    name: 'may be asked to stop what has ended',
    promise: '`stop` of a Pea that ended by itself brings the exit that it had.',
    catches: 'missesTheEnded',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle } = await launch({ behaviour: 'talk', with: { lines: 1, code: 3 } })
        const exit = await within(patience, 'exit', handle.exited)
        assert.deepEqual(await within(patience, 'answer to stop', handle.stop()), exit)
      }),
  },
  {
    name: 'ends a Pea that will not end, after the grace period',
    promise: '`stop` insists when the grace period is over, and not sooner.',
    catches: 'waitsForEver',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle, said } = await launch({ behaviour: 'stuck' })
        await said('stuck')
        const asked = performance.now()
        const exit = await within(patience, 'exit', handle.stop({ grace: 400 }))
        // Timers may be a millisecond early.
        assert.ok(performance.now() - asked >= 398, 'it insisted within the grace period')
        assert.notEqual(exit.code, 0)
      }),
  },
  {
    name: 'ends a Pea at once when the grace period is 0',
    promise: 'With a grace period of 0, `stop` ends the Pea at once.',
    catches: 'ignoresGrace',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle, said } = await launch({ behaviour: 'stuck' })
        await said('stuck')
        await within(Math.min(patience, SOON), 'exit', handle.stop({ grace: 0 }))
      }),
  },
  {
    name: 'insists sooner when it is asked again with less patience',
    promise: 'A second `stop` with a shorter grace period shortens the first one’s.',
    catches: 'insistsOnce',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const { handle, said } = await launch({ behaviour: 'stuck' })
        await said('stuck')
        const exits = Promise.all([handle.stop({ grace: 60_000 }), handle.stop({ grace: 0 })])
        const [exit, again] = await within(Math.min(patience, SOON), 'exit', exits)
        assert.deepEqual(again, exit)
      }),
  },
]
