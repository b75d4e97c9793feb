import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Runs one of our programs in a new process and returns its report. */
export async function runOnce<T>(
  program: string,
  args: readonly string[],
  execArgv: readonly string[] = [],
): Promise<T> {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), args, { execArgv: [...execArgv] })
  const exited = once(child, 'exit')
  const failed = exited.then(([code, signal]) => {
    throw new Error(`${program} ${args.join(' ')} ended with ${code ?? signal}`)
  })
  failed.catch(() => undefined)
  const [report] = await Promise.race([once(child, 'message'), failed])
  await exited
  return report
}
