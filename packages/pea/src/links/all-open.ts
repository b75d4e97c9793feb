import type { LinkSocket } from './link-socket.ts'

/** Waits for all sockets. If one cannot be opened, closes the others, also those that open later. */
export async function allOpen(
  opening: readonly Promise<LinkSocket | undefined>[],
): Promise<(LinkSocket | undefined)[]> {
  const results = await Promise.allSettled(opening)
  const sockets = results.map((result) => (result.status === 'fulfilled' ? result.value : undefined))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed === undefined) return sockets
  for (const socket of sockets) socket?.close()
  throw failed.reason
}
