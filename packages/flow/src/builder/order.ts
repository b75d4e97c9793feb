import type { Edges, PodProblem } from './edges.ts'

/** The Pods by name, and which Pods each needs. */
export type Needs = Pick<Edges, 'names' | 'positions' | 'needs'>

/** A cycle among Pods, if there is one. Linear in Pods plus edges, without recursion. */
export function cycleProblem(graph: Needs): PodProblem | undefined {
  const { needs, positions } = graph
  const followers: number[][] = needs.map(() => [])
  const unresolved = needs.map((of, position) => {
    let count = 0
    for (const name of of) {
      const needed = positions.get(name)
      if (needed === undefined) continue
      followers[needed]?.push(position)
      count++
    }
    return count
  })
  const free = [...unresolved.keys()].filter((position) => unresolved[position] === 0)
  for (let next = free.pop(); next !== undefined; next = free.pop()) {
    for (const follower of followers[next] ?? []) {
      const left = (unresolved[follower] ?? 0) - 1
      unresolved[follower] = left
      if (left === 0) free.push(follower)
    }
  }
  const stuck = unresolved.findIndex((count) => count > 0)
  return stuck === -1 ? undefined : describeCycle(graph, unresolved, stuck)
}

/** The Pods without a path to the answer, for whose results no request waits. */
export function sideBranches({ names, positions, needs }: Needs, answer: string): ReadonlySet<string> {
  const isReached = new Uint8Array(names.length)
  const reached = [positions.get(answer)]
  while (reached.length > 0) {
    const position = reached.pop()
    if (position === undefined || isReached[position] === 1) continue
    isReached[position] = 1
    for (const need of needs[position] ?? []) reached.push(positions.get(need))
  }
  return new Set(names.filter((_, position) => isReached[position] === 0))
}

/** Walks back from a Pod that a cycle blocks until it reaches one twice; `unresolved` is above 0 for such Pods. */
function describeCycle({ names, positions, needs }: Needs, unresolved: readonly number[], stuck: number): PodProblem {
  const walked = new Map<number, number>()
  let position = stuck
  while (!walked.has(position)) {
    walked.set(position, walked.size)
    const previous = needs[position]?.find((name) => (unresolved[positions.get(name) ?? -1] ?? 0) > 0) ?? ''
    position = positions.get(previous) ?? position
  }
  const cycle = [...walked.keys()].slice(walked.get(position)).map((at) => names[at] ?? '')
  const steps = [...cycle, cycle[0] ?? ''].reverse()
  const shown = steps.length > 12 ? [...steps.slice(0, 11), '…', steps[0] ?? ''] : steps
  return {
    pod: names[position],
    code: 'TOPOLOGY_CYCLE',
    path: ['needs'],
    message: `the Pods form a cycle: ${shown.join(' -> ')}`,
    hint: 'Data goes one way through a Flow: remove one of these edges',
  }
}
