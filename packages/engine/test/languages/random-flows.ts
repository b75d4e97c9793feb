import { Flow, type PodOptions } from '@peaflow/flow'
import fc from 'fast-check'
import type { RunningFlow } from '../../src/running/running-flow.ts'

/** A Pod: which of those before it it needs, and how it runs. */
export const sketch = fc.record({
  needs: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 2 }),
  replicas: fc.constantFrom(1, 2),
  runtime: fc.constantFrom('process', 'thread', 'inline'),
  polling: fc.constantFrom('any' as const, 'all' as const),
  concurrency: fc.constantFrom(1, 3),
})

export type Sketch = ReturnType<typeof sketch.generate>['value']

/** The options of an executor that puts a mark on documents. */
export type Tag = (mark: string) => PodOptions

export function toFlow(name: string, pods: readonly Sketch[], executor: Tag): Flow {
  return pods.reduce((flow, { needs, ...options }, index) => {
    const names = [...new Set(needs.map((back) => (index - back > 0 ? `p${index - back - 1}` : 'gateway')))]
    return flow.add({ name: `p${index}`, needs: names, ...options, ...executor(`m${index}`) })
  }, new Flow({ name }))
}

/** What a Flow answers, as JSON. Stops it. Rejects if a request fails. */
export async function answersOf(running: RunningFlow): Promise<string> {
  const documents = Array.from({ length: 6 }, (_, n) => ({ id: `${n}`, text: `ü${n}`, n, nested: { list: [n, null] } }))
  const answers: unknown[] = []
  try {
    for await (const { documents: answer, error } of running.stream('/', documents, {
      batch: 2,
      ordered: true,
      parameters: { p: 1 },
    })) {
      if (error !== undefined) throw error
      answers.push(answer)
    }
  } finally {
    await running.stop()
  }
  return JSON.stringify(answers)
}
