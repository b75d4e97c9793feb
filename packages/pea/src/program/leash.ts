import { LEASH } from '@peaflow/core'

/** Ends the process at once when whoever launched it is gone, where a launcher says that it holds the leash. */
export function keepLeash(): void {
  const parent = process.env[LEASH]
  if (parent === undefined) return
  if (parent !== '0' && Number(parent) !== process.ppid) process.exit(1)
  process.stdin.on('end', () => process.exit(1)).on('error', () => process.exit(1))
  process.stdin.resume()
}
