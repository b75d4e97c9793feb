import type { Polling } from '@peaflow/core'
import type { Flow } from '../../src/index.ts'

/** The answer of a Flow by its description alone, in the format of `simulate`. */
export function referenceAnswer(flow: Flow, endpoint: string): string {
  const pods = new Map(flow.pods.map((pod) => [pod.name, pod]))
  const answers = new Map([['gateway', 'request']])
  const answerOf = (name: string): string => {
    const known = answers.get(name)
    const pod = pods.get(name)
    if (known !== undefined || pod === undefined) return known ?? ''
    const { polling = 'any', usesBefore, usesAfter } = pod.options
    const replicas = countOf(pod.options.replicas)
    const answered = (pod.edges.needs ?? [pod.after]).map(answerOf)
    const input = wrap(usesBefore && `${name}.head`, together(answered))
    const shards = Array.from({ length: replicas }, (_, shard) => `${name}#${shard}(${input})`)
    const isShared = replicas > 1 && modeOf(polling, endpoint) === 'all'
    const answer = wrap(usesAfter && `${name}.tail`, isShared ? together(shards) : `${name}(${input})`)
    answers.set(name, answer)
    return answer
  }
  return answerOf(flow.insertion)
}

function countOf(replicas: Flow['pods'][number]['options']['replicas'] = 1): number {
  return typeof replicas === 'number' ? replicas : replicas.max
}

function together(answered: readonly string[]): string {
  return answered.length === 1 ? (answered[0] ?? '') : `[${answered.join(' ')}]`
}

function wrap(by: unknown, value: string): string {
  return by === undefined ? value : `${by}(${value})`
}

function modeOf(polling: Polling, endpoint: string): 'any' | 'all' {
  return typeof polling === 'string' ? polling : (polling[endpoint] ?? polling.default ?? 'any')
}
