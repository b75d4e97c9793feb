import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { findExecutor, inspectExecutor } from '../../src/executor/inspect/inspect.ts'
import { stripsTypes } from '../../src/executor/typescript/enable.ts'
import { folderOf } from './folder.ts'

const RUNS = "import { writeFileSync } from 'node:fs'; writeFileSync(new URL('./was-run', import.meta.url), '')\n"

const directory = folderOf({
  'good.mjs': `${RUNS}export default () => {}`,
  'await.mjs': 'const value = await 1\nexport default () => value',
  'renamed.mjs': "export { by as default } from './star.mjs'",
  'syntax-detected.js': 'export default () => {}',
  'common.js': 'if (true) return\nmodule.exports = () => {}',
  'common.cjs': 'with ({}) exports.setup = () => {}',
  'dynamic.cjs': "module.exports = () => import('./good.mjs')",
  'typed.ts': 'export default (documents: string[]): string[] => documents',
  'typed.cts': 'module.exports = (documents: string[]) => documents',
  'good.yml': 'uses: ./good.mjs',
  'imports.ts':
    "import type { Lost } from 'lost'\nimport { sep } from 'path'\nimport own from 'own'\nimport './dynamic.cjs'\nexport default () => [sep, own, import('lost')] as Lost",
  'node_modules/own/package.json': '{ "exports": { "import": "./own.js" } }',
  'node_modules/own/own.js': '',
  'built-in.yml': 'uses: _pass',

  'star.mjs': "export * from './good.mjs'",
  'named.mts': 'export const setup = (): void => {}\nexport type Documents = string[]',
  'empty.mjs': '',
  'syntax.mjs': '\n\nexport default (',
  'syntax.cjs': '\nmodule.exports = (',
  'syntax.ts': '\nexport default (documents: string[] => documents',
  'enum.ts': 'enum Colour { red }\nexport default () => {}',
  'common/package.json': '{ "type": "commonjs" }',
  'common/module.js': 'export default () => {}',
  'common/typed.ts': 'export default () => {}',
  'lost-file.mjs': "import './lost.js'\nexport default () => {}",
  'lost-type.ts': "import './typed.js'\nexport default () => {}",
  'lost-package.mjs': "export { default } from '@acme/lost/inner'",
  'encode.py': '',
  'data.json': '{}',
  'view.tsx': '',
  'gone.yml': 'concurrency: 2\nuses: ./far-from-any.mjs',
  'misspelt.yml': 'uses: _merg',
  'unknown.yml': 'uses: _pass\nconcurency: 3',
  'value.yml': 'uses: _pass\nconcurrency: none',
  'torn.yml': 'uses: [',
  'names-syntax.yml': 'uses: ./syntax.mjs',
})

describe('what a Pea can load passes, and is not run', () => {
  it.each([
    'good.mjs',
    './await.mjs',
    './renamed.mjs',
    './syntax-detected.js',
    './common.js',
    './common.cjs',
    './dynamic.cjs',
    './typed.ts',
    './typed.cts',
    './imports.ts',
    './good.yml',
    './built-in.yml',
    '_pass',
  ])('%s', async (uses) => {
    await inspectExecutor({ uses, directory })
    expect(existsSync(join(directory, 'was-run'))).toBe(false)
  })
})

it.each([
  ['./star.mjs', 'EXPORT', './star.mjs has no default export', 'For example'],
  ['./named.mts', 'EXPORT', 'has no default export; it exports setup', 'For example'],
  ['./empty.mjs', 'EXPORT', 'has no default export', 'For example'],
  ['./syntax.mjs', 'LOAD', 'syntax.mjs:3\n', undefined],
  ['./syntax.cjs', 'LOAD', 'syntax.cjs:2\n', undefined],
  ['./syntax.ts', 'LOAD', 'syntax.ts:2\n', undefined],
  ['./enum.ts', 'LOAD', 'enum.ts:1\n', 'compile the file first'],
  ['./common/module.js', 'LOAD', "Unexpected token 'export'", 'rename it to .mjs, or run: npm pkg set type=module'],
  ['./common/typed.ts', 'LOAD', "Unexpected token 'export'", 'rename it to .mts, or run: npm pkg set type=module'],
  ['./lost-file.mjs', 'LOAD', 'it imports ./lost.js, which does not exist', `There is no file ${directory}/lost.js`],
  ['./lost-type.ts', 'LOAD', 'it imports ./typed.js, which does not exist', `There is a file ${directory}/typed.ts`],
  ['./lost-package.mjs', 'LOAD', 'it imports @acme/lost/inner, which does not', 'npm install @acme/lost'],
  ['./encode.py', 'LOAD', './encode.py is Python', 'Start the Python program from an executor in JavaScript'],
  ['./data.json', 'LOAD', './data.json is JSON', 'Name the module'],
  ['./view.tsx', 'LOAD', './view.tsx is TypeScript with JSX', 'without JSX'],
  [
    './gone.yml',
    'FILE',
    'the executor file ./gone.yml at line 2, column 1: the executor ./far-from-any.mjs does not',
    'Relative',
  ],
  ['./misspelt.yml', 'BUILT_IN', 'the executor file ./misspelt.yml at line 1, column 1: "_merg" is not', '"_merge"'],
  ['./unknown.yml', 'YAML', '"concurency" is not a key of an executor file at line 2, column 1', '"concurrency"'],
  ['./value.yml', 'YAML', '"concurrency" is "none", expected a whole number of at least 1 at line 2', undefined],
  ['./torn.yml', 'YAML', 'at line 1, column', undefined],
  ['./names-syntax.yml', 'LOAD', 'syntax.mjs:3\n', undefined],
  ['./missing.yml', 'FILE', './missing.yml does not exist', 'Relative paths'],
  ['_merg', 'BUILT_IN', '"_merg" is not a built-in executor', '"_merge"'],
])('%s is refused', async (uses, code, message, hint) => {
  const error: FlowError = await inspectExecutor({ uses, directory }).then(
    () => expect.unreachable(),
    (error) => error,
  )
  expect(error).toMatchObject({ code: `LAUNCH_EXECUTOR_${code}`, message: expect.stringContaining(message) })
  expect(error.hint ?? '').toContain(hint ?? '')
})

it('finds an executor through an executor YAML without parsing it', async () => {
  expect(await findExecutor({ uses: './names-syntax.yml', directory })).toBe(join(directory, 'syntax.mjs'))
  expect(await findExecutor({ uses: './built-in.yml', directory })).toBe(undefined)
})

it('refuses JavaScript that imports TypeScript only where Node does not strip types', async () => {
  const folder = folderOf({ 'main.mjs': "export { default } from './typed.ts'", 'typed.ts': 'export default () => {}' })
  const refused = inspectExecutor({ uses: './main.mjs', directory: folder }).catch(({ message }) => message)
  expect(await refused).toBe(
    stripsTypes() ? undefined : 'the executor ./main.mjs does not load: it is JavaScript and imports ./typed.ts',
  )
})
