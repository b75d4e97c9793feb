import { fstatSync } from 'node:fs'
import { END_OF_TEXT, LIFELINE } from '@peaflow/core'
import { startThread } from './thread.ts'

/**
 * Ends this process as soon as its launcher has gone, if the launcher set {@link LIFELINE} and holds the other end of
 * standard input. That is not so behind an entrypoint that starts the Pea in the background or from a file, and in a
 * container with a terminal: the Pea then ends once it has lost its Flow for 15 s, and says so.
 *
 * With a lifeline of 0, {@link END_OF_TEXT} in standard input asks the process to end, as SIGTERM does.
 */
export async function holdLifeline(): Promise<void> {
  const parent = process.env[LIFELINE]
  if (parent === undefined) return
  if (parent !== '0' && Number(parent) !== process.ppid) process.exit(1)
  if (!isPipe()) process.stderr.write(`${NO_PIPE}\n`)
  else if (parent === '0') await watchFromThread()
  else watchHere()
}

const NO_PIPE =
  'standard input is not a pipe from the launcher: this Pea ends 15 s after it has lost its Flow, and not at once'

/** Whether standard input is a pipe, which ends when the process at its other end does. */
function isPipe(): boolean {
  try {
    const stdin = fstatSync(0)
    return stdin.isFIFO() || stdin.isSocket()
  } catch {
    return process.platform === 'win32' // elsewhere, it is closed
  }
}

function watchHere(): void {
  process.stdin.on('end', () => process.exit(1)).on('error', () => process.exit(1))
  process.stdin.resume()
  // Do not keep a Pea that has ended alive. A standard input that is a file has no `unref`.
  process.stdin.unref?.()
}

const WATCH = `
const end = () => process.kill(process.pid, 'SIGKILL')
const read = (bytes) => bytes.includes(${END_OF_TEXT}) && process.kill(process.pid, 'SIGTERM')
new (require('node:net').Socket)({ fd: 0 }).on('data', read).on('end', end).on('error', end)`

/**
 * Watches standard input from a thread, because no operating system ends a container with its parent. The thread starts
 * before the executor, which may block the main thread for ever in its first call.
 */
async function watchFromThread(): Promise<void> {
  const start = await startThread(WATCH)
  start()
}
