import { type Break, changeOptions } from './wrap.ts'

/** Launches although the signal has aborted. */
export const launchesAborted: Break = changeOptions((options) =>
  options.signal?.aborted ? { ...options, signal: undefined } : options,
)

/** Ignores an abort during the launch. */
export const outlivesAbort: Break = ({ name, launch }) => ({
  name,
  launch: async (spec, options = {}) => {
    options.signal?.throwIfAborted()
    const handle = await launch(spec, { ...options, signal: undefined })
    if (!options.signal?.aborted) options.signal?.addEventListener('abort', () => void handle.stop({ grace: 0 }))
    return handle
  },
})

/** Ignores the signal once the Pea runs. */
export const forgetsSignal: Break = ({ name, launch }) => ({
  name,
  launch: async (spec, options = {}) => {
    const starting = new AbortController()
    const forward = (): void => starting.abort(options.signal?.reason)
    if (options.signal?.aborted) forward()
    options.signal?.addEventListener('abort', forward)
    const handle = await launch(spec, { ...options, signal: starting.signal })
    options.signal?.removeEventListener('abort', forward)
    return handle
  },
})
