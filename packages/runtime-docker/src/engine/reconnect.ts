import { setTimeout as wait } from 'node:timers/promises'
import { LABELS } from '../container/labels.ts'
import type { Engine } from './connect.ts'
import { isUnreachable } from './problem.ts'

/** How long a daemon may be away before its containers count as gone, in milliseconds. */
const LONGEST_ABSENCE = 30_000
const INTERVAL = 100

/** Waits until an Engine that was there before answers again; says whether it does. */
export async function comesBack(engine: Engine, signal?: AbortSignal): Promise<boolean> {
  const until = performance.now() + LONGEST_ABSENCE
  while (performance.now() < until && !signal?.aborted) {
    try {
      await engine.ping()
      return true
    } catch (error) {
      if (!isUnreachable(error)) return true
      await wait(INTERVAL)
    }
  }
  return false
}

/** The ids of an owner's containers that run after the Engine was away. */
export async function findSurvivors(engine: Engine, owner: string): Promise<ReadonlySet<string>> {
  if (!(await comesBack(engine))) return new Set()
  const running = await engine.listContainers({ filters: { label: [`${LABELS.owner}=${owner}`], status: ['running'] } })
  return new Set(running.map(({ Id }) => Id))
}
