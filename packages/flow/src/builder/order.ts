import type { PodProblem } from './edges.ts'
import { GATEWAY } from './pod.ts'

/** Pods by name and whom each needs. */
export interface Needs {
  readonly names: readonly string[]
  readonly needs: readonly (readonly string[])[]
}

/** A cycle among Pods, if there is one. Takes steps in proportion to Pods plus edges, and no recursion. */
export function cycleProblem({ names, needs }: Needs): PodProblem | undefined {
  const places = new Map(names.map((name, place) => [name, place]))
  const waiting = needs.map((of) => of.reduce((count, name) => count + (places.has(name) ? 1 : 0), 0))
  const followers = followersOf({ names, needs }, places)
  const free = [...waiting.keys()].filter((place) => waiting[place] === 0)
  for (let next = free.pop(); next !== undefined; next = free.pop()) {
    waiting[next] = -1
    for (const follower of followers[next] ?? []) {
      waiting[follower] = (waiting[follower] ?? 0) - 1
      if (waiting[follower] === 0) free.push(follower)
    }
  }
  const stuck = waiting.findIndex((count) => count > 0)
  return stuck === -1 ? undefined : describeCycle({ names, needs }, { places, waiting, stuck })
}

/** Which Pods have no path to the answer: nobody waits for what they make. */
export function sideBranches({ names, needs }: Needs, answer: string): ReadonlySet<string> {
  const places = new Map(names.map((name, place) => [name, place]))
  const side = new Set(names)
  const reached = [answer]
  for (let name = reached.pop(); name !== undefined; name = reached.pop()) {
    if (!side.delete(name)) continue
    for (const need of needs[places.get(name) ?? -1] ?? []) if (need !== GATEWAY) reached.push(need)
  }
  return side
}

function followersOf({ needs }: Needs, places: ReadonlyMap<string, number>): readonly (readonly number[])[] {
  const followers: number[][] = needs.map(() => [])
  needs.forEach((of, place) => {
    for (const name of of) followers[places.get(name) ?? -1]?.push(place)
  })
  return followers
}

interface Stuck {
  readonly places: ReadonlyMap<string, number>
  /** How many needs of each Pod come out of no start; above 0 for those on a cycle or behind one. */
  readonly waiting: readonly number[]
  readonly stuck: number
}

/** Walks back from a Pod that never becomes free until it meets itself. */
function describeCycle({ names, needs }: Needs, { places, waiting, stuck }: Stuck): PodProblem {
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
