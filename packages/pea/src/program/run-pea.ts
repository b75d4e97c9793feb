import { parsePeaArgs } from '@peaflow/core'
import { openPea } from '../pea/open-pea.ts'
import { keepLeash } from './leash.ts'

/** Milliseconds for what is left to be sent once the Pea has ended. */
const LINGER = 2_000

/**
 * Runs the Pea that the arguments describe, to its end: the main function of the program that child processes and
 * containers run. Sets the exit code of the process.
 */
export async function runPea(argv: readonly string[]): Promise<void> {
  try {
    const pea = await openPea(parsePeaArgs(argv))
    let asked = false
    const onSignal = () => {
      if (asked) process.exit(130)
      asked = true
      void pea.stop()
    }
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
    keepLeash()
    const { code, reason } = await pea.ended
    if (reason !== undefined) process.stderr.write(`${reason}\n`)
    process.exitCode = code
    if (code === 70) process.exit(70) // the call that hangs would keep the process
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
  setTimeout(() => process.exit(), LINGER).unref()
}
