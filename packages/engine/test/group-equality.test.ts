import { type Document, type Executor, FlowError } from '@peaflow/core'
import { Flow } from '@peaflow/flow'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { start } from './flows.ts'

const append = (mark: string) => (documents: Document[]) =>
  documents.map((document) => ({ ...document, text: `${document.text}${mark}` }))

/** What a Pod may do. Each kind of result, and of error. */
const EXECUTORS: Readonly<Record<string, Executor | '_pass'>> = {
  pass: '_pass',
  append: append('.'),
  async: async (documents) => append(',')(await Promise.resolve(documents)),
  inPlace: (documents) => {
    for (const document of documents) document.text = `${document.text}!`
  },
  drop: (documents) => documents.filter(({ text }) => !text?.startsWith('2')),
  binary: (documents) => documents.map((document) => ({ ...document, blob: Uint8Array.of(1, 2) })),
  parameters: (documents, { parameters }) => append(String(parameters.mark))(documents),
  otherEndpoint: { requests: { '/other': append('?') } },
  thisEndpoint: { requests: { '/': append('/') } },
  throwOnThree: (documents) => {
    if (documents.some(({ text }) => text?.startsWith('3'))) throw new TypeError('three')
  },
  refuseOnFour: async (documents) => {
    if (documents.some(({ text }) => text?.startsWith('4'))) throw new FlowError('REQUEST_EXECUTOR', 'four')
  },
  wrongOnFive: (documents) => (documents.some(({ text }) => text?.startsWith('5')) ? (5 as never) : documents),
  wrongDocument: (documents) => (documents.some(({ text }) => text?.startsWith('6')) ? [6 as never] : documents),
}

/** A chain of Pods, and how long each of its groups is. */
const sketch = fc.record({
  pods: fc.array(fc.constantFrom(...Object.keys(EXECUTORS)), { minLength: 2, maxLength: 6 }),
  lengths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 6, maxLength: 6 }),
  concurrency: fc.constantFrom(1, 3),
})

function toFlow(pods: readonly string[], groupOf: (index: number) => string | undefined, concurrency: number): Flow {
  return pods.reduce(
    (flow, pod, index) => {
      const uses = EXECUTORS[pod] ?? '_pass'
      return flow.add({ name: `p${index}`, uses, concurrency, runtime: 'inline', group: groupOf(index) })
    },
    new Flow({ name: 'random' }),
  )
}

async function answersOf(flow: Flow): Promise<unknown> {
  const { running } = await start(flow, { executors: flow.executors })
  const documents = [...Array(8).keys()].map((number) => ({ id: String(number), text: String(number) }))
  const answers: unknown[] = []
  const options = { batch: 1, ordered: true, parameters: { mark: 'm' } }
  try {
    for await (const { documents: answer, error } of running.stream('/', documents, options)) {
      answers.push(error === undefined ? answer : [error.code, error.message])
    }
  } catch (error) {
    // An endpoint that no Pod serves is refused as a whole.
    if (!(error instanceof FlowError)) throw error
    answers.push([error.code, error.message])
  } finally {
    await running.stop()
  }
  return answers
}

test('a chain answers the same with groups as without, errors and their names included', async () => {
  await fc.assert(
    fc.asyncProperty(sketch, async ({ pods, lengths, concurrency }) => {
      const groups = lengths.flatMap((length, index) => Array<string>(length).fill(`g${index}`))
      const fused = await answersOf(toFlow(pods, (index) => groups[index], concurrency))
      expect(fused).toEqual(await answersOf(toFlow(pods, () => undefined, concurrency)))
    }),
    { numRuns: 25, examples: [[{ pods: ['pass', 'otherEndpoint'], lengths: [1, 1, 1, 1, 1, 1], concurrency: 1 }]] },
  )
})
