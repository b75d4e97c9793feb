import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Flow, startFlow } from 'peaflow'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../packages/serve/test/tools.ts'

const example = fileURLToPath(new URL('..', import.meta.url))

describeWith(['jq', 'rustc', 'python3'], 'executors in any language', () => {
  let directory: string

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'any-language-'))
    const filter = (file: string) => basename(file) !== 'node_modules'
    cpSync(example, directory, { recursive: true, filter })
    execFileSync('rustc', ['--edition', '2021', '-O', 'longest.rs'], { cwd: directory })
  })

  afterAll(() => rmSync(directory, { recursive: true }))

  it('work together, in order', async () => {
    const running = await startFlow(join(directory, 'flow.yml'))
    try {
      const texts = ['  Peas,  PLEASE', '', 'Ein Übermut tut selten gut', undefined]
      const answers = await running.request(
        '/',
        texts.map((text, at) => ({ id: String(at), text, tags: { at } })),
      )
      expect(answers).toEqual([
        { id: '0', text: 'peas, please', tags: { at: 0, longest: 'please', words: 2 } },
        { id: '1', text: '', tags: { at: 1, longest: '', words: 0 } },
        { id: '2', text: 'ein Übermut tut selten gut', tags: { at: 2, longest: 'Übermut', words: 5 } },
        { id: '3', text: '', tags: { at: 3, longest: '', words: 0 } },
      ])
    } finally {
      await running.stop()
    }
  })

  it('in Rust passes on what it does not know, as it came', async () => {
    const running = await startFlow(new Flow().add({ name: 'longest', exec: './longest' }), { directory })
    try {
      const numbers = [
        0,
        127,
        128,
        255,
        256,
        65_535,
        65_536,
        2 ** 32,
        2 ** 40,
        -1,
        -32,
        -33,
        -129,
        -40_000,
        -(2 ** 40),
        0.5,
      ]
      const lengths = [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536]
      const document = {
        id: 'all',
        text: 'one three two',
        numbers,
        others: [null, true, false, Number.NaN, 2n ** 63n, new Date(0), new Set([1])],
        texts: lengths.map((length) => 'é'.repeat(length)),
        lists: lengths.map((length) => Array.from({ length }, () => 1)),
        maps: lengths
          .slice(0, 7)
          .map((length) => Object.fromEntries(Array.from({ length }, (_, at) => [`k${at}`, at]))),
        blob: Buffer.alloc(70_000, 7),
        embedding: new Float32Array([1, 2]),
        arrays: lengths.map((length) => new Uint8Array(length)),
      }
      expect(await running.request('/', [document])).toEqual([{ ...document, tags: { longest: 'three' } }])
    } finally {
      await running.stop()
    }
  })

  it('say what is wrong with a document', async () => {
    const exec = { command: 'python3 count.py', protocol: 'lines' } as const
    const running = await startFlow(new Flow().add({ name: 'count', exec }), { directory })
    try {
      await expect(running.request('/', [{ id: '1' }])).rejects.toMatchObject({
        code: 'REQUEST_EXECUTOR',
        message: expect.stringContaining("a document has no 'text'"),
      })
      expect(await running.request('/', [{ id: '2', text: 'pea' }])).toEqual([
        { id: '2', text: 'pea', tags: { words: 1 } },
      ])
    } finally {
      await running.stop()
    }
  })
})
