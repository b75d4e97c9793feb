import { isFlowError } from '@peaflow/core'
import { cacheCompiled } from '../executor/import-module.ts'
import type { OpenPea } from '../pea/pea-options.ts'
import { prepareHeartbeat } from './heartbeat.ts'
import { holdLifeline } from './lifeline.ts'
import { openPea } from './open-pea.ts'
import { readSpec } from './read-spec.ts'

/** Milliseconds that the process stays alive after its Pea has ended, to send what is left. */
const LINGER = 2_000

/** Milliseconds that the kernel gets to send the last bytes when the executor ends the process. */
const EXIT_FLUSH = 20

/** The exit code of a Pea whose call hangs, which would keep the process alive. */
const HUNG = 70

/** The exit code of a Pea that finds no address for a host name: `EX_NOHOST` of sysexits.h. It cannot tell its Flow. */
const NO_HOST = 68

/**
 * Runs the Pea that the arguments describe, to its end: the main function of the program that child processes and
 * containers run. Sets the exit code of the process.
 */
export async function runPea(argv: readonly string[]): Promise<void> {
  try {
    const spec = readSpec(argv)
    let heartbeat: Promise<() => void> | undefined
    const beat = async () => {
      heartbeat ??= prepareHeartbeat(spec)
      const start = await heartbeat
      start()
    }
    // A Flow dials an external Pea, and learns from that connection whether it lives. A control port with CURVE takes no
    // connection of the thread, which does not encrypt: there, the Flow sends PINGs, which a thread of libzmq answers.
    const beats = !spec.external && spec.serverKey === undefined
    const pea = await openPea(spec, { ownsProcess: true, ...(beats && { onReady: () => void beat() }) })
    // Where there is no name to resolve, preparing it later delays nothing but a start.
    if (beats && spec.control.path === undefined) heartbeat ??= prepareHeartbeat(spec)
    cacheCompiled()
    stopOnSignal(pea)
    const onExit = () => flushAtExit(pea)
    process.on('exit', onExit)
    await holdLifeline()
    const { code, reason } = await pea.ended
    process.off('exit', onExit)
    if (reason !== undefined) process.stderr.write(`${reason}\n`)
    process.exitCode = code
    if (code === HUNG) process.exit(HUNG)
  } catch (error) {
    process.stderr.write(describe(error))
    process.exitCode = isFlowError(error) && error.code === 'ADDRESS_UNRESOLVED' ? NO_HOST : 1
  }
  setTimeout(() => process.exit(), LINGER).unref()
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)}\n`
  const hint = isFlowError(error) && error.hint !== undefined ? `hint: ${error.hint}\n` : ''
  return `${error.message}\n${hint}`
}

/** The first signal asks the Pea to leave its Flow and stop, the second ends the process. */
function stopOnSignal(pea: OpenPea): void {
  let isAsked = false
  const onSignal = () => {
    if (isAsked) process.exit(130)
    isAsked = true
    void pea.leave()
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
}

/** Called when the executor ends the process: tells senders which call was running, and sends results that are ready. */
function flushAtExit(pea: OpenPea): void {
  pea.flush()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, EXIT_FLUSH)
}
