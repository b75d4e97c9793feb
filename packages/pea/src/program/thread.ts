/** Starts a thread with the data that it needs. */
export type StartThread = (data?: unknown) => void

/**
 * Prepares a thread of this process that runs a few lines of JavaScript, while the main thread may be busy for ever. It
 * does not keep the process alive.
 */
export async function startThread(code: string): Promise<StartThread> {
  // Imported only when needed: it adds 3 ms to a start.
  const threads = await import('node:worker_threads')
  return (workerData) => {
    const limits = { maxOldGenerationSizeMb: 8 }
    new threads.Worker(code, { eval: true, env: threads.SHARE_ENV, workerData, resourceLimits: limits }).unref()
  }
}
