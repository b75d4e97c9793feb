import { setTimeout } from 'node:timers/promises'
import { type CrowdReport, openCrowd, until } from '../crowd/crowd.ts'
import type { Settings } from '../question.ts'
import type { Cell, Table } from '../table.ts'

/** Kilobytes of a piece of a streamed answer. */
const PIECES = [1, 4, 16]

const MEGABYTE = 1_024 ** 2

/** What is left of many clients that hang up, and what do many that read nothing take? */
export async function crowd({ quick }: Settings): Promise<Table> {
  const [leavers, readers] = quick ? [20, 5] : [1_000, 200]
  const rows: Cell[][] = [[`${leavers} hang up in the middle`, await hangUp(leavers), '–', '–']]
  for (const kilobytes of PIECES) {
    const { live, resident } = await readNothing(readers, kilobytes * 1_024)
    rows.push([`${readers} read nothing of pieces of ${kilobytes} KB`, '–', live, resident])
  }
  return {
    title: 'Crowd: clients that hang up, and clients that do not read their streamed answers',
    columns: ['clients', 'nothing held after ms', 'live memory of the server grew MB', 'its resident memory grew MB'],
    rows,
  }
}

/** Milliseconds from when clients hang up until nothing of their requests is left. */
async function hangUp(clients: number): Promise<number> {
  await using flow = await openCrowd(clients)
  const sockets = await flow.enter(clients)
  await until(flow, ({ open }) => open === clients)
  const begun = performance.now()
  for (const socket of sockets) socket.destroy()
  await until(flow, ({ open, held }) => open === 0 && held === 0)
  return performance.now() - begun
}

/** Megabytes by which the memory of the server has grown once it has come to rest, above that with as many clients that wait. */
async function readNothing(clients: number, bytes: number): Promise<Pick<CrowdReport, 'live' | 'resident'>> {
  await using flow = await openCrowd(2 * clients)
  await flow.enter(clients)
  await until(flow, ({ open }) => open === clients)
  const before = await flow.ask()
  await flow.enter(clients, bytes)
  await until(flow, ({ open }) => open === 2 * clients)
  let after = await flow.ask()
  for (let last = 0; Math.abs(after.live - last) > MEGABYTE / 16; after = await flow.ask()) {
    last = after.live
    await setTimeout(1_000)
  }
  return { live: (after.live - before.live) / MEGABYTE, resident: (after.resident - before.resident) / MEGABYTE }
}
