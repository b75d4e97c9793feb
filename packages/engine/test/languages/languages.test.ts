import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Flow, type PodOptions } from '@peaflow/flow'
import fc from 'fast-check'
import { expect } from 'vitest'
import { start } from '../flows.ts'
import { testPython } from './python.ts'

const directory = fileURLToPath(new URL('executors', import.meta.url))
const node = process.execPath
/** The MessagePack library of the Pea. */
const msgpack = pathToFileURL(
  createRequire(new URL('../../../pea/package.json', import.meta.url)).resolve('msgpackr'),
).href

/** The same executor in each language. */
const LANGUAGES: Readonly<Record<string, (mark: string) => PodOptions>> = {
  JavaScript: (mark) => ({ uses: './tag.mjs', with: { mark } }),
  TypeScript: (mark) => ({ uses: './tag.ts', with: { mark } }),
  Python: (mark) => ({ uses: './tag.py', with: { mark } }),
  frames: (mark) => ({ exec: { command: [node, './tag-frames.mjs', msgpack] }, with: { mark } }),
  lines: (mark) => ({ exec: { command: [node, './tag-lines.mjs', mark], protocol: 'lines' } }),
}

/** A Pod: which of those before it it needs, and how it runs. */
const pod = fc.record({
  needs: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 2 }),
  replicas: fc.constantFrom(1, 2),
  runtime: fc.constantFrom('process', 'thread', 'inline'),
  polling: fc.constantFrom('any' as const, 'all' as const),
  concurrency: fc.constantFrom(1, 3),
})

type Sketch = ReturnType<typeof pod.generate>['value']

function toFlow(pods: readonly Sketch[], executor: (mark: string) => PodOptions): Flow {
  return pods.reduce(
    (flow, { needs, ...options }, index) => {
      const names = [...new Set(needs.map((back) => (index - back > 0 ? `p${index - back - 1}` : 'gateway')))]
      return flow.add({ name: `p${index}`, needs: names, ...options, ...executor(`m${index}`) })
    },
    new Flow({ name: 'random' }),
  )
}

async function answersOf(flow: Flow): Promise<string> {
  const { running } = await start(flow, { directory })
  const documents = Array.from({ length: 6 }, (_, n) => ({ id: `${n}`, text: `ü${n}`, n, nested: { list: [n, null] } }))
  const answers: unknown[] = []
  try {
    for await (const { documents: answer } of running.stream('/', documents, {
      batch: 2,
      ordered: true,
      parameters: { p: 1 },
    })) {
      answers.push(answer)
    }
  } finally {
    await running.stop()
  }
  return JSON.stringify(answers)
}

testPython(
  'a Flow answers the same bytes, whatever language its executors are in',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pod, { minLength: 1, maxLength: 3 }), async (pods) => {
        const answers: Record<string, string> = {}
        for (const [language, executor] of Object.entries(LANGUAGES)) {
          answers[language] = await answersOf(toFlow(pods, executor))
        }
        const { JavaScript, ...others } = answers
        for (const [language, answer] of Object.entries(others))
          expect([language, answer]).toEqual([language, JavaScript])
      }),
      { numRuns: 3 },
    )
  },
  300_000,
)
