import assert from 'node:assert/strict'
import { onStage } from '../stage/stage.ts'
import { isTooLate, within } from '../stage/within.ts'
import type { ConformanceCase } from './case.ts'

/** What is promised about the signal of a launch. */
export const abortCases: readonly ConformanceCase[] = [
  {
    name: 'launches nothing when it is aborted before',
    promise: 'A launch whose signal has aborted rejects and launches nothing.',
    catches: 'launchesAborted',
    run: (subject) =>
      onStage(subject, async ({ launch }) => {
        const launched = launch({ behaviour: 'tidy' }, { signal: AbortSignal.abort() })
        await assert.rejects(launched, (caught) => !isTooLate(caught))
      }),
  },
  {
    name: 'leaves nothing of a launch that is aborted on its way',
    promise: 'An abort while it starts makes the launch reject, or end the Pea at once; nothing is left.',
    catches: 'outlivesAbort',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const abort = new AbortController()
        const launched = launch({ behaviour: 'stuck' }, { signal: abort.signal }).catch(nothing)
        abort.abort()
        const pea = await launched
        if (pea !== undefined) await within(patience, 'exit', pea.handle.exited)
        assert.equal(await subject.countLeftovers(), 0)
      }),
  },
  {
    name: 'ends a Pea that runs when its signal aborts',
    promise: 'An abort after the launch ends the Pea at once.',
    catches: 'forgetsSignal',
    run: (subject) =>
      onStage(subject, async ({ launch, patience }) => {
        const abort = new AbortController()
        const { handle, said } = await launch({ behaviour: 'stuck' }, { signal: abort.signal })
        await said('stuck')
        abort.abort()
        await within(patience, 'exit', handle.exited)
      }),
  },
]

/** A launch that was aborted brings no Pea; one that does not answer is a failure. */
function nothing(caught: unknown): undefined {
  if (isTooLate(caught)) throw caught
}
