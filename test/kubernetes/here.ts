import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { copyExample } from '../../examples/semantic-search/test/copy-example.ts'
import { startCommand } from '../../packages/cli/test/process.ts'
import type { Question } from './load.ts'
import { type Answer, call } from './search.ts'

const YEAR = 1793
const QUESTIONS = [
  'How do we keep the peace?',
  'Who pays the debt?',
  'What do we owe to other nations?',
  'Is war near?',
]

/** What a search says to one address, and to questions about it. */
export interface Answers {
  readonly index: Answer
  readonly questions: readonly Question[]
}

/** Calls an endpoint of a Flow. */
export type Call = (endpoint: string, body: object) => Promise<Answer>

/** Indexes an address and asks. */
export async function askSearch(call: Call): Promise<Answers> {
  const addresses = fileURLToPath(new URL('../../examples/semantic-search/addresses.js', import.meta.url))
  const documents = (await import(addresses)).addresses(YEAR, YEAR)
  const index = await call('/index', { documents })
  const questions: Question[] = []
  for (const [number, text] of QUESTIONS.entries()) {
    const body = { documents: [{ id: `question-${number}`, text }], parameters: { top: 3 } }
    questions.push({ body, answer: await call('/search', body) })
  }
  return { index, questions }
}

/** The same of the Flow of the example as `peaflow up` runs it on this machine. */
export async function askHere(): Promise<Answers> {
  const copy = await copyExample()
  const { child, ended, says } = startCommand(['up', 'flow.yml', '--http', '127.0.0.1:0'], { cwd: copy })
  try {
    const [url = ''] = /http:\/\/[\d.:]+/.exec(await says(/serving at http:\/\/[\d.:]+/)) ?? []
    return await askSearch((endpoint, body) => call({ url }, endpoint, body))
  } finally {
    child.kill('SIGTERM')
    await ended
    await rm(copy, { recursive: true })
  }
}
