import { cpSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildFlow } from '@peaflow/flow'
import fc from 'fast-check'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { answersOf, sketch, type Tag, toFlow } from '../../../engine/test/languages/random-flows.ts'
import { containersOf, describeDocker } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestPythonImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `languages-${process.pid}`
const directory = makeFolder()
let image = ''

cpSync(fileURLToPath(new URL('../../../engine/test/languages/executors', import.meta.url)), directory, {
  recursive: true,
})

const javaScript: Tag = (mark) => ({ uses: './tag.mjs', with: { mark } })

// A program of `exec` is one of the image, which has Node but not this file.
const lines = readFileSync(new URL('../../../engine/test/languages/executors/tag-lines.mjs', import.meta.url), 'utf8')

/** The same executor in each language. */
const LANGUAGES: Readonly<Record<string, Tag>> = {
  JavaScript: javaScript,
  TypeScript: (mark) => ({ uses: './tag.ts', with: { mark } }),
  Python: (mark) => ({ uses: './tag.py', with: { mark } }),
  exec: (mark) => ({ exec: { command: ['node', '--input-type=module', '--eval', lines, mark], protocol: 'lines' } }),
}

describeDocker('executors in containers', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPythonImage()
  }, 400_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test('a Flow whose first Pod runs in containers answers the bytes that it answers without, in each language', async () => {
    const inside = (executor: Tag): Tag => {
      return (mark) => ({ ...executor(mark), ...(mark === 'm0' && { image, runtime: undefined }) })
    }
    const answer = async (pods: Parameters<typeof toFlow>[1], executor: Tag) =>
      await answersOf(await start(buildFlow(toFlow(name, pods, executor)), { directory }))
    await fc.assert(
      fc.asyncProperty(fc.array(sketch, { minLength: 1, maxLength: 2 }), async (pods) => {
        const expected = await answer(pods, javaScript)
        for (const [language, executor] of Object.entries(LANGUAGES)) {
          expect([language, await answer(pods, inside(executor))]).toEqual([language, expected])
        }
      }),
      { numRuns: 2 },
    )
  })
})
