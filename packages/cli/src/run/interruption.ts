import { EXIT } from '../report/fail.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What the user asked for by ^C. */
export interface Interruption extends Disposable {
  /** Aborts at the first: stop in order. */
  readonly asked: AbortSignal
  /** Aborts at the second: stop now. */
  readonly insisted: AbortSignal
}

/** Catches ^C, and what else asks this process to end, until it is disposed of. */
export function catchInterruption(): Interruption {
  const [asked, insisted] = [new AbortController(), new AbortController()]
  const onSignal = () => {
    // Whoever asks a third time wants nothing but the end; the kernel ends the Peas with this process.
    if (insisted.signal.aborted) process.exit(EXIT.interrupted)
    if (asked.signal.aborted) insisted.abort()
    asked.abort()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return {
    asked: asked.signal,
    insisted: insisted.signal,
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
