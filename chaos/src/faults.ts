import { cut } from './faults/cut.ts'
import type { Fault } from './faults/fault.ts'
import { flood, garbage } from './faults/flood.ts'
import { killAll, killOne, killSome } from './faults/kill.ts'
import { scale } from './faults/scale.ts'
import { freeze, pause } from './faults/stop.ts'

/**
 * All faults: how often each is drawn, and whether it is drawn at all. One that is off is known to lose requests: it is a
 * promise that is not made yet.
 */
export const FAULTS: Readonly<
  Record<string, { readonly fault: Fault; readonly weight: number; readonly isOn: boolean }>
> = {
  'kill one': { fault: killOne, weight: 6, isOn: true },
  'kill some': { fault: killSome, weight: 4, isOn: true },
  'kill all': { fault: killAll, weight: 2, isOn: true },
  pause: { fault: pause, weight: 3, isOn: true },
  freeze: { fault: freeze, weight: 2, isOn: true },
  cut: { fault: cut, weight: 3, isOn: true },
  scale: { fault: scale, weight: 3, isOn: true },
  garbage: { fault: garbage, weight: 2, isOn: true },
  flood: { fault: flood, weight: 2, isOn: true },
}

/** The names of the faults that are on, each as often as it weighs. */
export function drawable(only: readonly string[] = []): readonly string[] {
  const names = Object.keys(FAULTS).filter((name) => (only.length > 0 ? only.includes(name) : FAULTS[name]?.isOn))
  return names.flatMap((name) => Array.from({ length: FAULTS[name]?.weight ?? 0 }, () => name))
}
