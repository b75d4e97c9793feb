import { join } from 'node:path'
import { expect, it } from 'vitest'
import { toJoinedSpec } from '../../src/enrolment/joined-spec.ts'
import { ADOPTED } from './join-port.ts'

const directory = join('/', 'srv', 'encode')
const own = { host: '10.0.0.7', pod: 'encode', directory }

it.each([
  './encode.mjs',
  'encode.py',
  'lib/encode v2.ts',
  './a:b.mjs',
  '100%.mjs',
  './.hidden/..encode.mjs',
  'acme',
  '@acme/encode',
  '@acme/encode/fast.js',
  '_pass',
])('runs %j, which the Flow names', (uses) => {
  expect(toJoinedSpec(own, { ...ADOPTED, uses })).toMatchObject({ uses, directory, host: null })
})

it.each([
  '/tmp/x.mjs',
  '../x.mjs',
  'acme/../../x.mjs',
  '..\\x.mjs',
  'file:///tmp/x.mjs',
  'FILE:///tmp/x.py',
  ' file:///tmp/x.mjs',
  'fi\tle:///tmp/x.mjs',
  'data:text/javascript,0',
  'https://example.com/x.mjs',
  'node:repl',
  'acme/%2e%2e/%2e%2e/x.js',
  'acme/.%2E/x.js',
  'acme/.\n./x.js',
  'acme/..%2fx.js',
])('does not run %j unless its own command line names it', (uses) => {
  const wanted = { ...ADOPTED, uses }
  expect(() => toJoinedSpec(own, wanted)).toThrow(expect.objectContaining({ code: 'LAUNCH_ADOPT' }))
  expect(toJoinedSpec({ ...own, uses }, wanted).uses).toBe(uses)
})

it('takes nothing else from its Flow that names code', () => {
  const pythonClass = { py_modules: ['/tmp/x.py'], uses: '/tmp/x.py' }
  const wanted = { ...ADOPTED, uses: './encode.py', python: '/tmp/python', env: { PYTHONPATH: '/tmp' }, pythonClass }
  const code = { python: undefined, env: undefined, pythonClass: undefined, stages: undefined }
  expect(toJoinedSpec(own, wanted)).toMatchObject(code)
})

it.each([
  ['data', 'data'],
  ['/data', undefined],
  ['../data', undefined],
  ['file:data', undefined],
])('has of the workspace %j what is inside its folder', (workspace, kept) => {
  expect(toJoinedSpec(own, { ...ADOPTED, workspace }).workspace).toBe(kept)
})
