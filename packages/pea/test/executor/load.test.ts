import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { FlowError, PeaSpec } from '@peaflow/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExecutorHost } from '../../src/executor/host.ts'
import type { Boot } from '../../src/executor/import-module.ts'
import { inProcessHost } from '../../src/executor/in-process.ts'
import { loadExecutor } from '../../src/executor/load.ts'
import { threadHost } from '../../src/executor/thread/host.ts'
import { call, folderOf, specIn } from './folder.ts'
import { buildProgram } from './program.ts'

const program = buildProgram()

const echo = (n: number) => `(documents) => documents.map((one) => ({ ...one, n: ${n} }))`

const directory = folderOf({
  'import.cjs': 'module.exports = (url) => import(url)',
  'good.mjs': `export default ${echo(1)}`,
  'common.cjs': `module.exports = ${echo(2)}`,
  'compiled.cjs': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = ${echo(3)}`,
  'inner/deep.mjs': `import value from './value.mjs'; export default (documents) => documents.map((one) => ({ ...one, n: value }))`,
  'inner/value.mjs': 'export default 4',
  'node_modules/acme-encoder/package.json': '{ "type": "module", "exports": "./main.js" }',
  'node_modules/acme-encoder/main.js': `export default ${echo(5)}`,
  'object.mjs': 'export default { requests: { default: (documents) => documents.map((one) => ({ ...one, n: 6 })) } }',

  'segment.js': '',
  'lib/index.js': '',
  'syntax.mjs':
    'export default {\n  requests: {\n    default: (documents) => documents.map(({ text } => text),\n  },\n}\n',
  'syntax-inside.mjs': "import './syntax.mjs'\nexport default () => {}",
  'common/package.json': '{ "type": "commonjs" }',
  'common/module.js': 'export default () => {}',
  'package.mjs': "import 'no-such-package'\nexport default () => {}",
  'import.mjs': "import './no-such-file.js'\nexport default () => {}",
  'name.mjs': "import { nothing } from './good.mjs'\nexport default nothing",
  'throws.mjs': 'const model = undefined\nexport default model.call',
  'typed/encode.ts': `import { by, type Word } from './word.mts'\nexport default (words: Word[]) => words.map((one) => ({ ...one, n: by as number }))`,
  'typed/word.mts': 'export interface Word { readonly id: string }\nexport const by: number = 7',
  'typed/common.cts':
    "const { by } = require('./by.cjs')\nmodule.exports = (documents: object[]) => documents.map((one) => ({ ...one, n: by as number }))",
  'typed/by.cjs': 'exports.by = 8',
  'typed/plain.ts': 'module.exports = (documents: object[]) => documents.map((one) => ({ ...one, n: 9 }))',
  'typed/enum.mts': '\nenum Colour { red }\nexport default () => [Colour.red]',
  'typed/syntax.mts': '\n\nexport default (documents: string[] => documents',
  'typed/wrong.ts': "import './word.mjs'\nexport default () => {}",
  'common/typed.ts': 'export default (documents: string[]) => documents',
  'nothing.mjs': '',
  'named.mjs': 'export const setup = () => {}\nexport const requests = {}',
  'text.mjs': "export default 'text'",
  'empty.mjs': 'export default {}',
  'class.mjs': 'export default class Encoder { requests = {} }',
  'requests.mjs': 'export default { requests: () => {} }',
  'request.mjs': "export default { requests: { '/index': 'text' } }",
  'endpoint.mjs': 'export default { requests: { index: () => {} } }',
  'setup.mjs': 'export default { setup: 1 }',
})

// Node itself loads the modules in a thread. In this one the test runner would, unless the boot program does.
const importModule: Boot['importModule'] = createRequire(import.meta.url)(join(directory, 'import.cjs'))
beforeAll(() => void Object.assign(globalThis, { peaflowBoot: { importModule } }))
afterAll(() => void Object.assign(globalThis, { peaflowBoot: undefined }))

const hosts: [name: string, (spec: PeaSpec) => ExecutorHost][] = [
  ['in a thread', (spec) => threadHost(spec, { program })],
  ['in this thread', (spec) => inProcessHost(spec)],
]

/** Sets an executor up, and calls it. */
async function outcomeOf(host: ExecutorHost): Promise<unknown> {
  try {
    await host.setup()
    return (await call(host, [[{ id: 'a' }]]))[0]?.n
  } finally {
    await host.teardown()
  }
}

describe.each(hosts)('an executor %s loads', (_, hostOf) => {
  it.each([
    ['./good.mjs', 1],
    ['good.mjs', 1],
    [join(directory, 'good.mjs'), 1],
    [`file://${directory}/good.mjs`, 1],
    ['./common.cjs', 2],
    ['./compiled.cjs', 3],
    ['./inner/deep.mjs', 4],
    ['acme-encoder', 5],
    ['./object.mjs', 6],
    ['./typed/encode.ts', 7],
    ['./typed/common.cts', 8],
    ['./typed/plain.ts', 9],
    ['_pass', undefined],
    ['_merge', undefined],
  ])('%s', async (uses, n) => {
    expect(await outcomeOf(hostOf(specIn(directory, { uses })))).toBe(n)
  })
})

describe.each(hosts)('an executor %s is refused, with the reason:', (_, hostOf) => {
  const FILE = 'LAUNCH_EXECUTOR_FILE'
  const LOAD = 'LAUNCH_EXECUTOR_LOAD'
  const EXPORT = 'LAUNCH_EXECUTOR_EXPORT'

  it.each([
    [
      './segmnet.js',
      FILE,
      `the executor ./segmnet.js does not exist: no file ${directory}/segmnet.js`,
      'Did you mean ./segment.js?',
    ],
    ['./segment', FILE, 'the executor ./segment does not exist', 'Did you mean ./segment.js?'],
    ['segment', FILE, 'the executor segment is neither a file in', 'Did you mean ./segment.js?'],
    ['./far/away.js', FILE, 'the executor ./far/away.js does not exist', `Relative paths are relative to ${directory}`],
    ['acme-decoder', FILE, 'neither a file in', 'npm install acme-decoder'],
    ['./lib', FILE, 'the executor ./lib is a folder, not a file', 'Did you mean lib/index.js?'],
    ['_merg', 'LAUNCH_EXECUTOR_BUILT_IN', '"_merg" is not a built-in executor', 'Did you mean "_merge"?'],
    [
      '_wonder',
      'LAUNCH_EXECUTOR_BUILT_IN',
      '"_wonder" is not a built-in executor',
      'The built-in executors are _pass and _merge',
    ],
    ['./syntax.mjs', LOAD, 'syntax.mjs:3\n', undefined],
    ['./syntax-inside.mjs', LOAD, 'Malformed arrow function parameter list', undefined],
    ['./common/module.js', LOAD, "SyntaxError: Unexpected token 'export'", 'npm pkg set type=module'],
    ['./package.mjs', LOAD, "Cannot find package 'no-such-package' imported from", 'Install what it imports'],
    ['./import.mjs', LOAD, `Cannot find module '${directory}/no-such-file.js'`, 'fix the path'],
    ['./name.mjs', LOAD, "does not provide an export named 'nothing'", undefined],
    ['./throws.mjs', LOAD, 'throws.mjs:2:22', undefined],
    ['./typed/encode.js', FILE, 'does not exist', 'Did you mean ./typed/encode.ts?'],
    ['./typed/by.cts', FILE, 'does not exist', 'Did you mean ./typed/by.cjs?'],
    ['./typed/enum.mts', LOAD, 'enum.mts:2\n', 'compile the file first'],
    ['./typed/syntax.mts', LOAD, 'SyntaxError: ', undefined],
    ['./typed/wrong.ts', LOAD, "word.mjs' imported from", `There is a file ${directory}/typed/word.mts`],
    ['./common/typed.ts', LOAD, 'SyntaxError: ', 'rename it to .mts, or run: npm pkg set type=module'],
    [
      './nothing.mjs',
      EXPORT,
      './nothing.mjs has no default export',
      'For example: export default (documents) => documents',
    ],
    [
      './named.mjs',
      EXPORT,
      'has no default export; it exports requests, setup',
      'Add: export default { requests, setup }',
    ],
    [
      './text.mjs',
      EXPORT,
      'the default export of ./text.mjs is a string, not an executor',
      'An executor is a function',
    ],
    ['./empty.mjs', EXPORT, 'has neither requests nor setup nor teardown', 'An executor is a function'],
    ['./class.mjs', EXPORT, 'the default export of ./class.mjs is a class', 'export default new'],
    ['./requests.mjs', EXPORT, 'requests of the default export of ./requests.mjs is a function, not', 'An executor'],
    [
      './request.mjs',
      EXPORT,
      '"/index" in the requests of the default export of ./request.mjs is not a function',
      'An',
    ],
    [
      './endpoint.mjs',
      EXPORT,
      '"index" in the requests of the default export of ./endpoint.mjs is not an endpoint',
      'Name it "/index"',
    ],
    ['./setup.mjs', EXPORT, 'setup of the default export of ./setup.mjs is not a function', 'An executor'],
  ])('%s', async (uses, code, message, hint) => {
    const error = (await outcomeOf(hostOf(specIn(directory, { uses }))).catch((error) => error)) as FlowError
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('node:internal')
    expect(error.hint ?? '').toContain(hint ?? '')
  })

  it('a function that was not passed', async () => {
    await expect(loadExecutor({ uses: { inline: 'tag' }, directory })).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_FUNCTION',
      message: 'the executor of "tag" is a function, which was not passed to startFlow beside the plan',
    })
  })
})
