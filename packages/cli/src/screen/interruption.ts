import { EXIT } from '../report/exit-code.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What the user demands with ^C, or with another signal that ends a process. */
export interface Interruption extends Disposable {
  /** Aborts at the first signal: stop in order. */
  readonly stop: AbortSignal
  /** The first signal. */
  readonly signal: NodeJS.Signals | undefined
  /** Aborts at the second: stop at once. */
  readonly kill: AbortSignal
  /** Does what a signal does. */
  interrupt(signal: NodeJS.Signals): void
}

/** Catches ^C, and the other signals that end a process, until it is disposed of. */
export function catchInterruption(): Interruption {
  const [stop, kill] = [new AbortController(), new AbortController()]
  let first: NodeJS.Signals | undefined
  const onSignal = (signal: NodeJS.Signals) => {
    first ??= signal
    // A third signal ends this process without waiting. The kernel ends the Peas with it.
    if (kill.signal.aborted) process.exit(EXIT.interrupted)
    if (stop.signal.aborted) kill.abort()
    stop.abort()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return {
    stop: stop.signal,
    get signal() {
      return first
    },
    kill: kill.signal,
    interrupt: onSignal,
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
