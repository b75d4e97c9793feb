import { once } from 'node:events'

/** With `bytes`, yields pieces as large for as long as its client reads; without, waits until it has left. */
export default async function* endless(_, { parameters: { bytes }, signal }) {
  if (bytes === undefined && !signal.aborted) await once(signal, 'abort')
  const piece = { text: 'x'.repeat(bytes ?? 0) }
  while (!signal.aborted) yield [piece]
}
