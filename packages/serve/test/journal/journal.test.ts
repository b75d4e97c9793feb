import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createJournal, JournalFile, readJournal } from '../../src/index.ts'

const lineOf = (text: string, pea = 'work/0') => ({ pea, stream: 'stdout', level: 'info', text }) as const
const textsOf = (entries: readonly { readonly text: string }[]) => entries.map(({ text }) => text)

describe('a journal', () => {
  it('has the latest lines and events, with their times and Pods', () => {
    const journal = createJournal({ lines: 2 })
    for (const text of ['1', '2', '3']) journal.onLog(lineOf(text, 'work/head'))
    for (const pod of ['a', 'b', 'c']) journal.onEvent({ type: 'restarting', pod })
    expect(journal.logs()).toMatchObject([{ text: '2', pod: 'work', pea: 'work/head' }, { text: '3' }])
    expect(Date.parse(journal.logs()[0]?.time ?? '')).toBeGreaterThan(0)
    expect(journal.events()).toMatchObject([{ event: { pod: 'b' } }, { event: { pod: 'c' } }])
  })

  it('has no more bytes than it may, and of a long line the beginning', () => {
    const journal = createJournal({ bytes: 50_000 })
    for (let number = 0; number < 10; number += 1) journal.onLog(lineOf('x'.repeat(1_000_000)))
    expect(journal.logs()).toHaveLength(3)
    expect(journal.logs()[0]?.text).toMatch(/^x+… \(1000000 characters\)$/)
    expect(journal.logs()[0]?.text.length).toBeLessThan(17_000)
  })

  it('tells a reader who is too slow how many lines it has missed', async () => {
    const journal = createJournal()
    const reader = journal.follow()
    for (let number = 0; number < 1_500; number += 1) journal.onLog(lineOf(String(number)))
    const read: string[] = []
    for await (const { text } of reader) {
      read.push(text)
      if (read.length === 1_001) journal.onLog(lineOf('last'))
      if (text === 'last') break
    }
    expect(read.slice(0, 3)).toEqual(['0', '1', '2'])
    expect(read.slice(999)).toEqual(['999', '500 lines were dropped, because they were not read in time', 'last'])
    expect(await reader.next()).toEqual({ done: true, value: undefined })
  })

  it('ends a reader whose signal aborts', async () => {
    const leaving = new AbortController()
    const next = createJournal().follow(leaving.signal).next()
    leaving.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(await createJournal().follow(leaving.signal).next()).toEqual({ done: true, value: undefined })
  })
})

describe('the files of a journal', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'peaflow-journal-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('have its lines and events, for this user alone', async () => {
    const file = await JournalFile.open(folder)
    const journal = createJournal({ file })
    journal.onLog(lineOf('one'))
    journal.onEvent({ type: 'restarting', pod: 'work' })
    journal.onLog(lineOf('two'))
    await file.close()
    expect(textsOf(await readJournal(folder))).toEqual(['one', 'two'])
    expect(readdirSync(folder)).toEqual(['journal.ndjson'])
    expect(statSync(join(folder, 'journal.ndjson')).mode & 0o777).toBe(0o600)
  })

  it('hold the latest, and no more than they may', async () => {
    const file = await JournalFile.open(folder, { bytes: 2_000 })
    for (let number = 0; number < 500; number += 1) {
      file.write({ time: '', pea: 'work/0', text: `line ${number}` })
      await file.written
      for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(2_000)
    }
    await file.close()
    expect(readdirSync(folder)).toEqual(['journal.1.ndjson', 'journal.ndjson'])
    expect(textsOf(await readJournal(folder)).length).toBeGreaterThan(40)
    expect(textsOf(await readJournal(folder)).at(-1)).toBe('line 499')
  })

  it('are read also where the last line is cut', async () => {
    writeFileSync(join(folder, 'journal.ndjson'), '{"time":"","pea":"a/0","text":"whole"}\n{"time":"","pe')
    expect(textsOf(await readJournal(folder))).toEqual(['whole'])
    expect(await readJournal(join(folder, 'none'))).toEqual([])
  })
})
