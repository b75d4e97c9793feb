import { LIFELINE } from '@peaflow/core'

/** Ends the process at once when whoever launched it is gone, where a launcher says that it holds the leash. */
export async function holdLifeline(): Promise<void> {
  const parent = process.env[LIFELINE]
  if (parent === '0') await watchFromThread()
  else if (parent !== undefined) watchHere(Number(parent))
}

function watchHere(parent: number): void {
  if (parent !== process.ppid) process.exit(1)
  process.stdin.on('end', () => process.exit(1)).on('error', () => process.exit(1))
  process.stdin.resume()
  // A Pea that has ended does not wait for its leash; standard input that is a file has no such method.
  process.stdin.unref?.()
}

const WATCH = `
const end = () => process.kill(process.pid, 'SIGKILL')
new (require('node:net').Socket)({ fd: 0 }).on('end', end).on('error', end).resume()`

/**
 * No system ends a container with its parent. A thread does: it starts before the executor, which may be stuck in a loop
 * from its first call on.
 */
async function watchFromThread(): Promise<void> {
  // Loaded when needed: it takes a start 3 ms.
  const threads = await import('node:worker_threads')
  new threads.Worker(WATCH, {
    eval: true,
    env: threads.SHARE_ENV,
    resourceLimits: { maxOldGenerationSizeMb: 8 },
  }).unref()
}
