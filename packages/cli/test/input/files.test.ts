import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFiles } from '../../src/input/files.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peaflow-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function read(...patterns: readonly string[]) {
  const documents: Record<string, unknown>[] = []
  const input = await openFiles(patterns.map((pattern) => join(folder, pattern)))
  for await (const { document } of input.documents) {
    documents.push({ ...document, uri: document.uri?.slice(folder.length + 1) })
  }
  return documents
}

it('makes each file a document: text as text, all else as bytes', async () => {
  mkdirSync(join(folder, 'sub'))
  writeFileSync(join(folder, 'a.TXT'), '\ufeffhello\r\n')
  writeFileSync(join(folder, 'p.png'), Buffer.from([0x89, 0]))
  writeFileSync(join(folder, 'sub', 'README'), 'é')
  writeFileSync(join(folder, 'sub', 'data'), Buffer.from([0xff, 0xfe]))
  expect(await read('**/*')).toEqual([
    { uri: 'a.TXT', mime_type: 'text/plain', text: 'hello\r\n' },
    { uri: 'p.png', mime_type: 'image/png', blob: Buffer.from([0x89, 0]) },
    { uri: 'sub/README', mime_type: 'text/plain', text: 'é' },
    { uri: 'sub/data', mime_type: 'application/octet-stream', blob: Buffer.from([0xff, 0xfe]) },
  ])
})

it('takes names that a shell has put in the place of a pattern, even if they look like one, and each once', async () => {
  writeFileSync(join(folder, '[a].json'), '{}')
  expect(await read('[[]a].json', '[a].json')).toEqual([{ uri: '[a].json', mime_type: 'application/json', text: '{}' }])
})

it.each([
  ['nothing-*', /^--files .*nothing-\* matches no file$/],
  ['', /^--files .* is a folder$/],
])('rejects the pattern %j', async (pattern, message) => {
  await expect(read(pattern)).rejects.toMatchObject({ code: 'CONFIG_INPUT', message: expect.stringMatching(message) })
})

it('names the line of a text that is not UTF-8', async () => {
  writeFileSync(join(folder, 'a.txt'), Buffer.from('a\né', 'latin1'))
  await expect(read('a.txt')).rejects.toMatchObject({
    code: 'CONFIG_INPUT',
    message: expect.stringMatching(/a\.txt: line 2 is not UTF-8; it seems to be Latin-1/),
  })
})
