import { isFlowError } from 'peaflow'
import type { Fault } from './fault.ts'

/** Gives a Pod another number of replicas, where its Flow can: one that is never sharded and runs as processes. */
export const scale: Fault = async ({ running, graph, random, note }) => {
  const pod = random.pick(graph.pods)
  try {
    await running.scale(pod.name, random.whole(1, 4))
    note('scale')
  } catch (error) {
    if (!isFlowError(error)) throw error
    note(`scale refused: ${error.code}`)
  }
}
