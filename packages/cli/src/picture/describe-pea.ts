import { isExec, isInCluster, type PeaPlan, stagesOf } from '@peaflow/core'

/** What the Pea runs, as the user wrote it. */
export function describeUses(pea: PeaPlan): string {
  if (pea.image !== undefined) return pea.image
  if (isExec(pea.uses)) return pea.uses.exec.command.join(' ')
  return typeof pea.uses === 'string' ? pea.uses : 'a function'
}

/** What each Pod of a group runs, or the Pea by itself: `./a.js → ./b.js`. */
export function describeAllUses(pea: PeaPlan): string {
  return stagesOf(pea).map(describeUses).join(' → ')
}

/** The machine and the runtime of a Pea, unless they are the defaults. */
export function describePlacement(pea: PeaPlan): string {
  // A cluster chooses the machine.
  const machine = pea.host === null || isInCluster(pea) ? [] : [`on ${pea.host}`]
  const runtime = pea.runtime === 'process' || pea.external ? [] : [pea.runtime]
  return [...(pea.external ? ['external'] : []), ...runtime, ...machine].join(' ')
}
