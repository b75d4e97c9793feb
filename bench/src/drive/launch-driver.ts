import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Memory, memoryOf, processTree } from '../measure/process-tree.ts'
import type { Batch, Load, Pace } from '../measure/window.ts'
import type { DriverOptions, Order } from './orders.ts'

const program = fileURLToPath(new URL('./driver.js', import.meta.url))

/** A contestant whose graph is up. */
export interface Driver {
  /** Keeps some load up for a while. */
  measure(load: Load): Promise<Pace>
  /** Sends so many requests, and is done when all are answered. */
  finish(batch: Batch): Promise<Pace>
  /** What it and its hops hold, its own process first. */
  memory(): readonly Memory[]
  close(): Promise<void>
}

/** Launches the process of a contestant; done when its graph is up. */
export async function launchDriver(options: DriverOptions): Promise<Driver> {
  const child = fork(program, [JSON.stringify(options)])
  const exited = once(child, 'exit')
  const failed = exited.then(([code, signal]) => {
    throw new Error(`"${options.contestant}" ended with ${code ?? signal}`)
  })
  failed.catch(() => undefined)
  const order = async (order: Order): Promise<Pace> => {
    child.send(order)
    const [pace] = await Promise.race([once(child, 'message'), failed])
    return pace
  }
  await Promise.race([once(child, 'message'), failed])
  return {
    measure: (load) => order({ load }),
    finish: (batch) => order({ batch }),
    memory: () => processTree(child.pid ?? Number.NaN).map(memoryOf),
    async close() {
      child.send('close')
      await exited
    },
  }
}
