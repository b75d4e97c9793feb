import { cut } from './faults/cut.ts'
import type { Fault } from './faults/fault.ts'
import { flood, garbage } from './faults/flood.ts'
import { killAll, killOne, killSome } from './faults/kill.ts'
import { leave } from './faults/leave.ts'
import { scale } from './faults/scale.ts'
import { freeze, pause } from './faults/stop.ts'

/** All faults, and how often each is drawn. */
export const FAULTS: Readonly<Record<string, { readonly fault: Fault; readonly weight: number }>> = {
  'kill one': { fault: killOne, weight: 6 },
  'kill some': { fault: killSome, weight: 4 },
  'kill all': { fault: killAll, weight: 2 },
  pause: { fault: pause, weight: 3 },
  freeze: { fault: freeze, weight: 2 },
  cut: { fault: cut, weight: 3 },
  scale: { fault: scale, weight: 3 },
  leave: { fault: leave, weight: 3 },
  garbage: { fault: garbage, weight: 2 },
  flood: { fault: flood, weight: 2 },
}

/** The names of all faults, or of these alone, each as often as it weighs. */
export function drawable(only: readonly string[] = []): readonly string[] {
  const names = Object.keys(FAULTS).filter((name) => only.length === 0 || only.includes(name))
  return names.flatMap((name) => Array.from({ length: FAULTS[name]?.weight ?? 0 }, () => name))
}
