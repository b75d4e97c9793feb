import { parsePeaArgs } from '@peaflow/core'
import { keepCompiled } from '../executor/import-module.ts'
import type { OpenPea } from '../pea/pea-options.ts'
import { holdLifeline } from './lifeline.ts'
import { openPea } from './open-pea.ts'

/** Milliseconds for what is left to be sent once the Pea has ended. */
const LINGER = 2_000

/** Milliseconds that a process which ends unasked still gives its sockets. */
const LAST_WORD = 20

/** A call hangs: it would keep the process. */
const HUNG = 70

/**
 * Runs the Pea that the arguments describe, to its end: the main function of the program that child processes and
 * containers run. Sets the exit code of the process.
 */
export async function runPea(argv: readonly string[]): Promise<void> {
  try {
    const pea = await openPea(parsePeaArgs(argv))
    keepCompiled()
    stopOnSignal(pea)
    const leaveWord = () => sayLast(pea)
    process.on('exit', leaveWord)
    await holdLifeline()
    const { code, reason } = await pea.ended
    process.off('exit', leaveWord)
    if (reason !== undefined) process.stderr.write(`${reason}\n`)
    process.exitCode = code
    if (code === HUNG) process.exit(HUNG)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
  setTimeout(() => process.exit(), LINGER).unref()
}

/** The first signal asks the Pea to end, the second insists. */
function stopOnSignal(pea: OpenPea): void {
  let isAsked = false
  const onSignal = () => {
    if (isAsked) process.exit(130)
    isAsked = true
    void pea.stop()
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
}

/** The executor ends the process: its giver hears of which call, and results that were ready still leave. */
function sayLast(pea: OpenPea): void {
  pea.flush()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LAST_WORD)
}
