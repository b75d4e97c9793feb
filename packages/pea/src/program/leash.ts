import { LEASH } from '@peaflow/core'

/** Ends the process at once when whoever launched it is gone, where a launcher says that it holds the leash. */
export function keepLeash(): void {
  const parent = process.env[LEASH]
  if (parent === undefined) return
  if (parent !== '0' && Number(parent) !== process.ppid) process.exit(1)
  process.stdin.on('end', () => process.exit(1)).on('error', () => process.exit(1))
  process.stdin.resume()
  // A Pea that has ended does not wait for its leash; standard input that is a file has no such method.
  process.stdin.unref?.()
}
