import type { Member } from './supervised-pea.ts'

/** Milliseconds between two looks at the most; timers do not take much more. */
const LONGEST = 1_000_000

/** Calls back once a Pea should have been ready; `readyBy` may move meanwhile. Returns what ends the watch. */
export function watchReadyLimit(readyBy: () => number, onLate: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    const left = readyBy() - performance.now()
    if (left > 0) timer = setTimeout(look, Math.min(left, LONGEST))
    else onLate()
  }
  look()
  return () => clearTimeout(timer)
}

/** When a Pea has to be ready: one whose peers may take longer cannot be ready before them. */
export function readyLimit(member: Member, peers: readonly Member[]): number {
  if (member.open === undefined) return member.readyBy
  return Math.max(member.readyBy, ...peers.filter(({ phase }) => phase !== 'ready').map(({ readyBy }) => readyBy))
}
