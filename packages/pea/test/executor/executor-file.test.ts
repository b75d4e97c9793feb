import { join } from 'node:path'
import type { PeaSpec } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { withExecutorFile } from '../../src/executor/executor-file.ts'
import { inProcessHost } from '../../src/executor/in-process.ts'
import { call, folderOf, specIn } from './folder.ts'

const nested = `a: &a [x, x]\n${'bcdefghi'
  .split('')
  .map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]}, `.repeat(20)}]`)
  .join('\n')}`

const directory = folderOf({
  'sub/encode.yml': `
uses: ./encode.mjs
with: { model: small, dimensions: 512 }
concurrency: 4
batch: { documents: 32, within: 5ms }
prefetch: 8
timeout_request: 30s
`,
  'sub/encode.mjs': 'export default (documents, ctx) => documents.map((one) => ({ ...one, ...ctx.with }))',
  'pass.yaml': 'uses: _pass',
  'sub/config.yml': `
jtype: Sentencizer
with: { min_sent_len: 3 }
metas: { name: segment, workspace: ./data }
requests: { /index: segment }
py_modules: [words.py, ./segmenter.py]
`,
  'sub/metas.yml': 'jtype: Sentencizer\nmetas: { py_modules: segmenter.py }',
  'sub/without.yml': 'jtype: Sentencizer',
  'sub/segmenter.py': '',
  'sub/words.py': '',
  'package.yml': 'uses: acme-encoder',
  'node_modules/acme-encoder/package.json': '{ "type": "module", "exports": { "import": "./main.js" } }',
  'node_modules/acme-encoder/main.js': '',
  'inner/own.yml': 'uses: acme-own/main.js',
  'inner/node_modules/acme-own/package.json': '{}',
  'inner/node_modules/acme-own/main.js': '',
  'bomb.yml': nested,
  'proto.yml': 'uses: _pass\nwith: { __proto__: { polluted: true } }',
  'syntax.yml': 'uses: [_pass',
  'twice.yml': 'uses: _pass\nuses: _merge',
  'tag.yml': '!Encoder\nwith: {}',
  'list.yml': '- uses',
  'missing.yml': 'with: {}',
  'unknown.yml': 'uses: _pass\nconcurency: 3',
  'number.yml': 'uses: 7',
  'zero.yml': 'uses: _pass\nconcurrency: 0',
  'duration.yml': 'uses: _pass\ntimeout_request: soon',
  'batch.yml': 'uses: _pass\nbatch: 8',
  'batch-zero.yml': 'uses: _pass\nbatch: { documents: 0 }',
  'batch-key.yml': 'uses: _pass\nbatch: { documents: 8, size: 3 }',
  'with.yml': 'uses: _pass\nwith: 7',
  'nested.yml': 'uses: ./pass.yaml',
})

const read = (uses: string, spec: Partial<PeaSpec> = {}) => withExecutorFile(specIn(directory, { uses, ...spec }))

describe('an executor file', () => {
  it('may be the config.yml of an executor of Jina', async () => {
    const sub = join(directory, 'sub')
    expect(await read('./sub/config.yml', { replicaId: 2 })).toEqual({
      ...specIn(directory),
      replicaId: 2,
      uses: join(sub, 'segmenter.py'),
      with: { min_sent_len: 3 },
      workspace: join(sub, 'data', '2'),
      pythonClass: {
        jtype: 'Sentencizer',
        py_modules: [join(sub, 'words.py'), join(sub, 'segmenter.py')],
        metas: { name: 'segment', workspace: join(sub, 'data') },
        requests: { '/index': 'segment' },
      },
    })
    expect(await read('./sub/metas.yml', { workspace: '/own' })).toMatchObject({
      uses: join(sub, 'segmenter.py'),
      workspace: '/own',
    })
    await expect(read('./sub/without.yml')).rejects.toMatchObject({
      message: expect.stringContaining('"uses" is missing'),
      hint: 'Name the file of the class, relative to this one: py_modules: executor.py',
    })
  })

  it('names what to load, its arguments and its settings, with paths relative to the file', async () => {
    expect(await read('./sub/encode.yml')).toEqual({
      ...specIn(directory),
      uses: join(directory, 'sub', 'encode.mjs'),
      with: { model: 'small', dimensions: 512 },
      concurrency: 4,
      batch: { documents: 32, within: 5 },
      prefetch: 8,
      timeoutRequest: 30_000,
    })
  })

  it('yields to the options of the Pod', async () => {
    const batch = { documents: 2, within: 0 }
    const own = { with: { model: 'large' }, concurrency: 2, batch, prefetch: 1, timeoutRequest: 5 }
    expect(await read('./sub/encode.yml', own)).toMatchObject({
      with: { model: 'large', dimensions: 512 },
      concurrency: 2,
      batch,
      prefetch: 1,
      timeoutRequest: 5,
    })
  })

  it('may say just how many documents a call takes', async () => {
    expect(await read('batch.yml')).toMatchObject({ batch: { documents: 8, within: 0 } })
  })

  it('may name a built-in or a package', async () => {
    expect(await read('pass.yaml')).toEqual({ ...specIn(directory), uses: '_pass' })
    const file = join(directory, 'node_modules/acme-encoder/main.js')
    expect(await read('package.yml')).toEqual({ ...specIn(directory), uses: file })
  })

  it('may name a package that is installed beside it', async () => {
    const file = join(directory, 'inner/node_modules/acme-own/main.js')
    expect(await read('inner/own.yml')).toMatchObject({ uses: file })
  })

  it('does not change specs without one', async () => {
    const spec = specIn(directory, { uses: './x.mjs' })
    expect(await withExecutorFile(spec)).toBe(spec)
    const inline = specIn(directory, { uses: { inline: 'a.yml' } })
    expect(await withExecutorFile(inline)).toBe(inline)
  })

  it('is read by a host', async () => {
    const host = inProcessHost(specIn(directory, { uses: './sub/encode.yml' }))
    await host.setup()
    expect(await call(host, [[{ id: 'a' }]])).toEqual([{ id: 'a', model: 'small', dimensions: 512 }])
  })

  it('with a key __proto__ does no harm', async () => {
    const spec = await read('proto.yml')
    expect(({} as { polluted?: true }).polluted).toBeUndefined()
    expect((spec.with as { polluted?: true }).polluted).toBeUndefined()
  })

  it.each([
    ['bomb.yml', 'aliases', undefined],
    ['syntax.yml', 'unexpected end of the stream within a flow collection at line 1, column 13', undefined],
    ['twice.yml', 'duplicated mapping key at line 2, column 1', undefined],
    ['tag.yml', 'unknown mapping tag !<!Encoder> at line 1, column 1', undefined],
    ['list.yml', 'it is an array, not a mapping with "uses"', undefined],
    ['missing.yml', '"uses" is missing, expected the path of a module', undefined],
    ['unknown.yml', '"concurency" is not a key of an executor file', 'Did you mean "concurrency"?'],
    ['number.yml', '"uses" is 7, expected the path of a module', undefined],
    [
      'batch-zero.yml',
      '"batch" is {"documents":0}, expected a whole number of at least 1, or { documents: 32, within: 5ms }',
      undefined,
    ],
    ['batch-key.yml', '"batch" is {"documents":8,"size":3}', undefined],
    ['zero.yml', '"concurrency" is 0, expected a whole number of at least 1', undefined],
    ['duration.yml', '"timeout_request" is "soon", expected a duration, like 500ms, 30s or 5m', undefined],
    ['with.yml', '"with" is 7, expected a mapping', undefined],
    ['nested.yml', '"uses" is "./pass.yaml", expected the path of a module', undefined],
  ])('%s is refused', async (uses, message, hint) => {
    await expect(read(uses)).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_YAML',
      message: expect.stringContaining(message),
      hint,
    })
  })

  it('that does not exist is reported', async () => {
    await expect(read('./sub/encod.yml')).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_FILE',
      hint: 'Did you mean ./sub/encode.yml?',
    })
  })
})
