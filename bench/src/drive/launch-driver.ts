import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Batch, Load, Measurement } from '../measure/load-generator.ts'
import { processTree } from '../measure/process-tree.ts'
import type { DriverOptions, Order } from './orders.ts'

const program = fileURLToPath(new URL('./driver.js', import.meta.url))

/** A contestant whose graph is running. */
export interface Driver {
  /** Keeps up a load for a while. */
  measure(load: Load): Promise<Measurement>
  /** Sends a batch of requests. Resolves once all are answered. */
  finish(batch: Batch): Promise<Measurement>
  /** Its process, then its hops. */
  pids(): readonly number[]
  close(): Promise<void>
}

/** Launches the process of a contestant. Resolves once its graph is running. */
export async function launchDriver(options: DriverOptions, env = process.env): Promise<Driver> {
  const child = fork(program, [JSON.stringify(options)], { env })
  const exited = once(child, 'exit')
  const failed = exited.then(([code, signal]) => {
    throw new Error(`"${options.contestant}" ended with ${code ?? signal}`)
  })
  failed.catch(() => undefined)
  const order = async (order: Order): Promise<Measurement> => {
    child.send(order)
    const [measurement] = await Promise.race([once(child, 'message'), failed])
    return measurement
  }
  await Promise.race([once(child, 'message'), failed])
  return {
    measure: (load) => order({ load }),
    finish: (batch) => order({ batch }),
    pids: () => processTree(child.pid ?? Number.NaN),
    async close() {
      child.send('close')
      await exited
    },
  }
}
