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

const imports = folderOf({
  'package.json': '{ "type": "module" }',
  'node_modules/own/package.json': '{ "main": "own.js" }',
  'node_modules/own/own.js': "require('./gone-in-a-package')",
  'lost.js': "import './lib/one.js'\nexport default () => {}",
  'lib/one.js': "import './two.js'\nimport './three.cjs'",
  'lib/two.js': "import '../lost.js'\nexport * from './gone.js'",
  'lib/three.cjs': '',
  'broken.ts': "import './lib/broken.ts'\nexport default () => {}",
  'lib/broken.ts': 'const twice: number =\n= 2',
  'cycle.js': "import './back.js'\nexport default () => {}",
  'back.js': "import './cycle.js'\nimport 'own'",
  'certain.cjs': [
    "'use strict'",
    "const { sep } = require('node:path'), own = require('own')",
    "let late; late = require('./lib/three.cjs')",
    "module.exports = { setup() { require('lost') }, load: () => require('lost'), data: require('./package.json') }",
    "if (sep === '|') require('lost')",
    "try { require('lost') } catch {}",
    "late && require('lost'); sep ? own : require('lost'); late?.(require('lost'))",
    "(function () { require('lost') })",
    'const name = `lost`; require.resolve',
    "class Late { static late = require('lost') }",
  ].join('\n'),
  'shadowed.cjs': "var require = (name) => name\nmodule.exports = [require('lost')]",
  'alias.cjs': "require('own/own.js')\nmodule.exports = require('@/lost')",
  'leaves.cjs': "if (process.pid) { module.exports = () => {}; return }\nrequire('lost')",
  'lost-package.cjs': "const { lost } = require('@acme/lost/inner')\nmodule.exports = lost",
  'lost-file.cjs': "#!/usr/bin/env node\nmodule.exports = [...require('./lib/gone').all]",
  'lost-type.cjs': "module.exports = { default: require('./lib/broken.js') }",
  'lost-within.cjs': "exports.setup = require('./lib/requires.cjs').setup",
  'lib/requires.cjs': "const own = require('own')\nconst { gone } = require('../gone')",
})

it.each(['cycle.js', 'certain.cjs', 'shadowed.cjs', 'alias.cjs', 'leaves.cjs'])(
  'passes what may load: %s',
  async (file) => {
    await inspectExecutor({ uses: `./${file}`, directory: imports })
  },
)

it.each([
  ['lost.js', './lib/two.js imports ./gone.js, which does not exist', `There is no file ${imports}/lib/gone.js`],
  ['broken.ts', `${imports}/lib/broken.ts:2\n`, ''],
  ['lost-package.cjs', 'it requires @acme/lost/inner, which does not exist', 'npm install @acme/lost'],
  ['lost-file.cjs', 'it requires ./lib/gone, which does not exist', `There is no file ${imports}/lib/gone: only .js`],
  ['lost-type.cjs', 'it requires ./lib/broken.js, which', `There is a file ${imports}/lib/broken.ts: only .js`],
  ['lost-within.cjs', './lib/requires.cjs requires ../gone, which', `There is no file ${imports}/gone`],
])('finds what does not exist, whichever file imports it: %s', async (file, message, hint) => {
  const error: FlowError = await inspectExecutor({ uses: `./${file}`, directory: imports }).then(
    () => expect.unreachable(),
    (error) => error,
  )
  expect(error).toMatchObject({ code: 'LAUNCH_EXECUTOR_LOAD', message: expect.stringContaining(message) })
  expect(error.hint ?? '').toContain(hint)
})

it('reads no more than 200 files, over 20 imports', async () => {
  const chain = (length: number) =>
    Array.from({ length }, (_, at) => [`deep-${at}.ts`, `import './deep-${at + 1}.ts'\nexport default () => {}`])
  const wide = Array.from({ length: 210 }, (_, at) => [`wide-${at}.ts`, at === 205 ? "import './gone.ts'" : ''])
  const all = wide.map(([file]) => `import './${file}'\n`).join('')
  const directory = folderOf(Object.fromEntries([...chain(30), ...wide, ['wide.ts', `${all}export default () => {}`]]))
  await inspectExecutor({ uses: './deep-0.ts', directory })
  await inspectExecutor({ uses: './wide.ts', directory })
  await expect(inspectExecutor({ uses: './deep-10.ts', directory })).rejects.toThrow('imports ./deep-30.ts')
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
