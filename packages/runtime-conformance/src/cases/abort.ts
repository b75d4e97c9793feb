import assert from 'node:assert/strict'
import { onStage } from '../stage/stage.ts'
import { isTimeout, within } from '../stage/within.ts'
import type { ConformanceCase } from './case.ts'

/** What a launch promises about its signal. */
export const abortCases: readonly ConformanceCase[] = [
  {
    name: 'launches nothing if its signal has aborted',
    promise: 'A launch whose signal has aborted rejects and launches nothing.',
    catches: 'launchesAborted',
    run: (subject) =>
      onStage(subject, async ({ launch }) => {
        const launched = launch({ behaviour: 'tidy' }, { signal: AbortSignal.abort() })
        await assert.rejects(launched, (caught) => !isTimeout(caught))
      }),
  },
  {
    name: 'leaves nothing of a launch that is aborted',
    promise: 'An abort during the launch makes it reject, or ends the Pea at once; nothing is left.',
    catches: 'outlivesAbort',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const abort = new AbortController()
        const launched = launch({ behaviour: 'stuck' }, { signal: abort.signal }).catch(ignoreRejection)
        abort.abort()
        const pea = await launched
        if (pea !== undefined) await within(timeout, 'exit', pea.handle.exited)
        assert.equal(await subject.countLeftovers(), 0)
      }),
  },
  {
    name: 'kills a running Pea when its signal aborts',
    promise: 'An abort after the launch kills the Pea at once.',
    catches: 'forgetsSignal',
    run: (subject) =>
      onStage(subject, async ({ launch, timeout }) => {
        const abort = new AbortController()
        const { handle, wrote } = await launch({ behaviour: 'stuck' }, { signal: abort.signal })
        await wrote('stuck')
        abort.abort()
        await within(timeout, 'exit', handle.exited)
      }),
  },
]

/** An aborted launch may reject, but it must not hang. */
function ignoreRejection(caught: unknown): undefined {
  if (isTimeout(caught)) throw caught
}
