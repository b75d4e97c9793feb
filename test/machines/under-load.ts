import type { Document } from '@peaflow/core'
import { buildFlow, type Flow } from '@peaflow/flow'
import { expect } from 'vitest'
import { start } from '../../packages/engine/test/flows.ts'
import type { Network } from './network.ts'
import { startRemotePeas } from './remote-peas.ts'

/** The options of a Pod that is busy for 2 ms with each message. */
export const SLOW = { uses: './slow.mjs', with: { milliseconds: 2 } } as const

/** Documents without end, until the signal is aborted. */
function* endless(signal: AbortSignal): Generator<Document> {
  for (let number = 0; !signal.aborted; number++) yield { id: String(number) }
}

/** Starts the external Peas of a Flow, then the Flow, and keeps it busy. */
export async function startUnderLoad(flow: Flow, { machines }: Network) {
  await startRemotePeas(buildFlow(flow), machines)
  const { running, events, happened } = await start(flow)
  const load = new AbortController()
  const counts = new Map<string, number>()
  const errors: unknown[] = []
  let onResult = () => {}
  const loaded = (async () => {
    for await (const { documents, error } of running.stream('/', endless(load.signal), { batch: 5 })) {
      if (error !== undefined) errors.push(error)
      for (const { id } of documents) counts.set(String(id), (counts.get(String(id)) ?? 0) + 1)
      onResult()
    }
  })()
  /** Resolves once this many more documents are back. */
  const more = (count: number) => {
    const wanted = counts.size + count
    return new Promise<void>((resolve) => {
      onResult = () => counts.size >= wanted && resolve()
    })
  }
  /** Ends the load. Expects that no request failed, and that every document came back once. */
  const expectAllOnce = async () => {
    load.abort()
    await loaded
    expect(errors).toEqual([])
    const times = Array.from({ length: counts.size }, (_, number) => counts.get(String(number)))
    expect(times.filter((count) => count !== 1)).toEqual([])
  }
  return { running, events, happened, more, expectAllOnce }
}
