import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { expect } from 'vitest'
import { start } from '../flows.ts'
import { testPython } from './python.ts'
import { answersOf, sketch, type Tag, toFlow } from './random-flows.ts'

const directory = fileURLToPath(new URL('executors', import.meta.url))
const node = process.execPath
/** The MessagePack library of the Pea. */
const msgpack = pathToFileURL(
  createRequire(new URL('../../../pea/package.json', import.meta.url)).resolve('msgpackr'),
).href

/** The same executor in each language. */
const LANGUAGES: Readonly<Record<string, Tag>> = {
  JavaScript: (mark) => ({ uses: './tag.mjs', with: { mark } }),
  TypeScript: (mark) => ({ uses: './tag.ts', with: { mark } }),
  Python: (mark) => ({ uses: './tag.py', with: { mark } }),
  frames: (mark) => ({ exec: { command: [node, './tag-frames.mjs', msgpack] }, with: { mark } }),
  lines: (mark) => ({ exec: { command: [node, './tag-lines.mjs', mark], protocol: 'lines' } }),
}

testPython(
  'a Flow answers the same bytes, whatever language its executors are in',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sketch, { minLength: 1, maxLength: 3 }), async (pods) => {
        const answers: Record<string, string> = {}
        for (const [language, executor] of Object.entries(LANGUAGES)) {
          const { running } = await start(toFlow('random', pods, executor), { directory })
          answers[language] = await answersOf(running)
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
