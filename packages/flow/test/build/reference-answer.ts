import type { Polling } from '@peaflow/core'
import type { Flow } from '../../src/index.ts'

/** What a Flow answers by its description alone, in the words of `simulate`. */
export function referenceAnswer(flow: Flow, endpoint: string): string {
  const pods = new Map(flow.pods.map((pod) => [pod.name, pod]))
  const answers = new Map([['gateway', 'request']])
  const answerOf = (name: string): string => {
    const known = answers.get(name)
    const pod = pods.get(name)
    if (known !== undefined || pod === undefined) return known ?? ''
    const { replicas = 1, polling = 'any', usesBefore, usesAfter } = pod.options
    const parts = (pod.edges.needs ?? [pod.after]).map(answerOf)
    const given = wrap(usesBefore && `${name}.head`, together(parts))
    const shards = Array.from({ length: replicas }, (_, shard) => `${name}#${shard}(${given})`)
    const isShared = replicas > 1 && modeOf(polling, endpoint) === 'all'
    const answer = wrap(usesAfter && `${name}.tail`, isShared ? together(shards) : `${name}(${given})`)
    answers.set(name, answer)
    return answer
  }
  return answerOf(flow.insertion)
}

function together(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `[${parts.join(' ')}]`
}

function wrap(by: unknown, value: string): string {
  return by === undefined ? value : `${by}(${value})`
}

function modeOf(polling: Polling, endpoint: string): 'any' | 'all' {
  return typeof polling === 'string' ? polling : (polling[endpoint] ?? polling.default ?? 'any')
}
