import type { Edges, PodProblem } from './edges.ts'

/** Pods by name and whom each needs. */
export type Needs = Pick<Edges, 'names' | 'places' | 'needs'>

/** A cycle among Pods, if there is one. Takes steps in proportion to Pods plus edges, and no recursion. */
export function cycleProblem(graph: Needs): PodProblem | undefined {
  const { needs, places } = graph
  const followers: number[][] = needs.map(() => [])
  const waiting = needs.map((of, place) => {
    let count = 0
    for (const name of of) {
      const needed = places.get(name)
      if (needed === undefined) continue
      followers[needed]?.push(place)
      count++
    }
    return count
  })
  const free = [...waiting.keys()].filter((place) => waiting[place] === 0)
  for (let next = free.pop(); next !== undefined; next = free.pop()) {
    for (const follower of followers[next] ?? []) {
      const left = (waiting[follower] ?? 0) - 1
      waiting[follower] = left
      if (left === 0) free.push(follower)
    }
  }
  const stuck = waiting.findIndex((count) => count > 0)
  return stuck === -1 ? undefined : describeCycle(graph, waiting, stuck)
}

/** Which Pods have no path to the answer: nobody waits for what they make. */
export function sideBranches({ names, places, needs }: Needs, answer: string): ReadonlySet<string> {
  const waitedFor = new Uint8Array(names.length)
  const reached = [places.get(answer)]
  while (reached.length > 0) {
    const place = reached.pop()
    if (place === undefined || waitedFor[place] === 1) continue
    waitedFor[place] = 1
    for (const need of needs[place] ?? []) reached.push(places.get(need))
  }
  return new Set(names.filter((_, place) => waitedFor[place] === 0))
}

/** Walks back from a Pod that never becomes free until it meets itself; `waiting` is above 0 for such Pods. */
function describeCycle({ names, places, needs }: Needs, waiting: readonly number[], stuck: number): PodProblem {
  const walked = new Map<number, number>()
  let place = stuck
  while (!walked.has(place)) {
    walked.set(place, walked.size)
    const blocked = needs[place]?.find((name) => (waiting[places.get(name) ?? -1] ?? 0) > 0) ?? ''
    place = places.get(blocked) ?? place
  }
  const cycle = [...walked.keys()].slice(walked.get(place)).map((at) => names[at] ?? '')
  const way = [...cycle, cycle[0] ?? ''].reverse()
  const shown = way.length > 12 ? [...way.slice(0, 11), '…', way[0] ?? ''] : way
  return {
    pod: names[place],
    code: 'TOPOLOGY_CYCLE',
    path: ['needs'],
    message: `data would go round in a circle: ${shown.join(' -> ')}`,
    hint: 'Data goes one way through a Flow: leave out one of these edges',
  }
}
