/** A Pod of a graph to build: what every builder gets. */
export interface GraphPod {
  readonly name: string
  readonly needs: readonly string[]
  readonly host: string
}

const HOSTS = 10
const REACH = 100

/** A graph without cycles, over ten hosts; each Pod needs one or two of the hundred before it. The same each time. */
export function randomGraph(pods: number): GraphPod[] {
  const random = generator(42)
  const before = (pod: number) => pod - 1 - Math.floor(random() * Math.min(pod, REACH))
  return Array.from({ length: pods }, (_, pod) => {
    const needs = pod === 0 ? [] : [before(pod), before(pod)].slice(0, 1 + Math.floor(random() * 2))
    return { name: `p${pod}`, needs: [...new Set(needs)].map((need) => `p${need}`), host: `10.0.0.${pod % HOSTS}` }
  })
}

/** Numbers from 0 to 1 that look random (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
