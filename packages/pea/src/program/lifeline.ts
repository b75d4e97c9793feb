import { LIFELINE } from '@peaflow/core'

/** Ends this process as soon as its launcher has gone, if the launcher set {@link LIFELINE}. */
export async function holdLifeline(): Promise<void> {
  const parent = process.env[LIFELINE]
  if (parent === '0') await watchFromThread()
  else if (parent !== undefined) watchHere(Number(parent))
}

function watchHere(parent: number): void {
  if (parent !== process.ppid) process.exit(1)
  process.stdin.on('end', () => process.exit(1)).on('error', () => process.exit(1))
  process.stdin.resume()
  // Do not keep a Pea that has ended alive. A standard input that is a file has no `unref`.
  process.stdin.unref?.()
}

const WATCH = `
const end = () => process.kill(process.pid, 'SIGKILL')
new (require('node:net').Socket)({ fd: 0 }).on('end', end).on('error', end).resume()`

/**
 * Watches standard input from a thread, because no operating system ends a container with its parent. The thread starts
 * before the executor, which may block the main thread for ever in its first call.
 */
async function watchFromThread(): Promise<void> {
  // Imported only when needed: it adds 3 ms to a start.
  const threads = await import('node:worker_threads')
  new threads.Worker(WATCH, {
    eval: true,
    env: threads.SHARE_ENV,
    resourceLimits: { maxOldGenerationSizeMb: 8 },
  }).unref()
}
