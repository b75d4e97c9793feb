import type { PeerLoad } from './peer-load.ts'
import type { Unsettled } from './unsettled.ts'

/**
 * The peer has acknowledged which messages it calls now, by sequence number. The calls for the others have ended. Ignores
 * numbers that are settled.
 */
export function updateRunning(running: readonly number[], unsettled: Unsettled, peerLoad: PeerLoad): void {
  if (running.length === 0 && peerLoad.running.length === 0) return
  const known = running
    .filter((seq) => seq >= unsettled.base)
    .map((seq) => unsettled.deliveryAt(seq))
    .filter((delivery) => delivery !== undefined)
  for (const delivery of known) unsettled.beginCall(delivery)
  for (const ended of peerLoad.update(known, performance.now())) unsettled.endCall(ended)
}
