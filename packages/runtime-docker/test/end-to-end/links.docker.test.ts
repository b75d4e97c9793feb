import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildFlow, Flow } from '@peaflow/flow'
import { beforeAll, expect, test } from 'vitest'
import { describeDocker } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `links-${process.pid}`
const home = makeFolder()
let image = ''

/** An executor that adds a word to each document. */
const add = (word: string, head = '') =>
  `${head}\nexport default (documents) => documents.map((one) => ({ ...one, words: [...(one.words ?? []), ${word}] }))`

const FILES: Readonly<Record<string, string>> = {
  'shared/plain.mjs': add('word', `import { word } from './word.mjs'`),
  'shared/word.mjs': `export const word = 'from beside the real file'`,
  'shared/lib/inner.mjs': add(`'from a linked folder'`),
  'shared/encode.yml': 'uses: ./own.mjs',
  'flow/own.mjs': add(`'from beside the link to the YAML'`),
  'flow/siblings.mjs': add('word', `import { word } from './sibling.mjs'`),
  'flow/absolute-siblings.mjs': add('word', `import { word } from './absolute-sibling.mjs'`),
  'flow/in-folder.mjs': add(`typeof inner.default`, `import * as inner from './lib/inner.mjs'`),
  'flow/packages.mjs': add('word', `import { word } from 'tool'`),
  'flow/scoped.mjs': add('word', `import { word } from '@ours/tool'`),
  'tool/package.json': '{ "name": "@ours/tool", "type": "module", "exports": "./index.js" }',
  'tool/index.js': `export const word = 'from a package of the workspace'`,
  'node_modules/.pnpm/tool@1/node_modules/tool/package.json': '{ "type": "module", "exports": "./index.js" }',
  'node_modules/.pnpm/tool@1/node_modules/tool/index.js': `export { word } from 'dep'`,
  'node_modules/.pnpm/dep@2/node_modules/dep/package.json': '{ "type": "module", "exports": "./index.js" }',
  'node_modules/.pnpm/dep@2/node_modules/dep/index.js': `export const word = 'from a dependency in the store'`,
  'other/packages.mjs': add('word', `import { word } from 'tool'`),
}

const LINKS: Readonly<Record<string, string>> = {
  'flow/relative.mjs': '../shared/plain.mjs',
  'flow/absolute.mjs': join(home, 'shared/plain.mjs'),
  'flow/chain.mjs': './relative.mjs',
  'flow/lib': '../shared/lib',
  'flow/linked.yml': '../shared/encode.yml',
  'flow/sibling.mjs': '../shared/word.mjs',
  'flow/absolute-sibling.mjs': join(home, 'shared/word.mjs'),
  'flow/nowhere.mjs': './absent.mjs',
  'flow/node_modules/tool': '../../node_modules/.pnpm/tool@1/node_modules/tool',
  'flow/node_modules/@ours/tool': '../../../tool',
  'node_modules/.pnpm/tool@1/node_modules/dep': '../../dep@2/node_modules/dep',
  'other/node_modules': '../flow/node_modules',
}

const EXECUTORS: Readonly<Record<string, string>> = {
  './relative.mjs': 'from beside the real file',
  './absolute.mjs': 'from beside the real file',
  './chain.mjs': 'from beside the real file',
  './lib/inner.mjs': 'from a linked folder',
  './linked.yml': 'from beside the link to the YAML',
  './siblings.mjs': 'from beside the real file',
  './absolute-siblings.mjs': 'from beside the real file',
  './in-folder.mjs': 'function',
  './packages.mjs': 'from a dependency in the store',
  './scoped.mjs': 'from a package of the workspace',
  '../other/packages.mjs': 'from a dependency in the store',
}

/** What the executors add to a document, one after the other. */
async function wordsIn(container: { readonly image?: string }): Promise<unknown> {
  const uses = Object.keys(EXECUTORS)
  const flow = uses.reduce(
    (before, file, at) => before.add({ name: `p${at}`, uses: file, ...container }),
    new Flow({ name }),
  )
  await using running = await start(buildFlow(flow), { directory: join(home, 'flow') })
  const [document] = await running.request('/', [{ id: '1' }])
  return document?.words
}

describeDocker('an executor behind symbolic links', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
    for (const [file, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(home, file)), { recursive: true })
      writeFileSync(join(home, file), content)
    }
    for (const [link, target] of Object.entries(LINKS)) {
      mkdirSync(dirname(join(home, link)), { recursive: true })
      symlinkSync(target, join(home, link))
    }
  }, 600_000)

  test('it runs outside of containers', async () => {
    expect(await wordsIn({})).toEqual(Object.values(EXECUTORS))
  })

  test('it runs the same in a container', async () => {
    expect(await wordsIn({ image })).toEqual(Object.values(EXECUTORS))
  })
})
