import { toDuration } from '../terminal/duration.ts'
import { openProgress } from './progress.ts'

/** Shows on a terminal what is being waited for, and for how long. Resolves with the milliseconds that it took. */
export async function timed(doing: string, act: () => Promise<void>): Promise<number> {
  const startTime = performance.now()
  const elapsed = () => performance.now() - startTime
  const progress = openProgress(process.stderr)
  if (process.stderr.isTTY) progress.show(() => `${doing}  ${toDuration(elapsed())}`)
  try {
    await act()
    return Math.round(elapsed())
  } finally {
    progress.end()
  }
}
