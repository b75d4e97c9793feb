import { describe, expect, it } from 'vitest'
import type { InputFormat } from '../../src/input/input.ts'
import { readSource } from '../../src/input/read-source.ts'

/** The documents in bytes, however they are cut, and what ended them. */
async function read(input: string | Buffer, format: InputFormat = 'json', size = 2 ** 16) {
  const bytes = Buffer.from(input)
  const chunks = async function* () {
    for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
  }
  const source = { name: 'in', interactive: false, size: undefined, close: () => undefined, chunks: chunks() }
  const found: unknown[] = []
  const lines: unknown[] = []
  try {
    for await (const { document, position } of readSource(source, { format, onMistake: () => undefined })) {
      found.push(document)
      lines.push('line' in position ? position.line : undefined)
    }
  } catch (caught) {
    return { found, lines, problem: (caught as Error).message, code: (caught as { code?: string }).code }
  }
  return { found, lines }
}

const SIZES = [1, 3, 2 ** 16]

describe('a JSON array', () => {
  it.each(SIZES)('is as many documents, in chunks of %i', async (size) => {
    const text = '\ufeff \n[{"id":"a","t":"]\\\\\\"[,é"},\n\n {"id":"b",\n"n":[[1],{}]}\n]\n'
    expect(await read(text, 'json', size)).toEqual({
      found: [
        { id: 'a', t: ']\\"[,é' },
        { id: 'b', n: [[1], {}] },
      ],
      lines: [2, 4],
    })
  })

  it.each(['[]', ' [ \n ] \n'])('may be empty: %j', async (text) => {
    expect(await read(text)).toEqual({ found: [], lines: [] })
  })

  it.each([
    ['[{"id":"a"},5]', 'in: line 1, element 2 of the array, is a number, but a document is a JSON object'],
    ['[{"id":"a"},\n', 'in: line 2: the JSON array that begins the input has no end'],
    ['[{"id":"a"},"', 'in: line 1: the JSON array that begins the input has no end'],
    ['[{"id":"a"},]', 'in: line 1, element 2 of the array, is not valid JSON: Unexpected end of JSON input'],
    ['[{"id":"a"}]\nx', 'in: line 2 goes on after the end of the JSON array'],
    ['[{"id":"a"}],', 'in: line 1 goes on after the end of the JSON array'],
  ])('that is wrong ends the input: %j', async (text, problem) => {
    expect(await read(text)).toMatchObject({ found: [{ id: 'a' }], problem, code: 'CONFIG_INPUT' })
  })
})

describe('CSV', () => {
  it.each(SIZES)('has a document for each row, in chunks of %i', async (size) => {
    const text = '\ufeffid,text,__proto__\r\n1,"a, ""b""\r\nç",p\r\n\r\n2,,\r\n3,x"y,"z"'
    const { found, lines } = await read(text, 'csv', size)
    expect(found).toEqual([
      Object.fromEntries([
        ['id', '1'],
        ['text', 'a, "b"\r\nç'],
        ['__proto__', 'p'],
      ]),
      Object.fromEntries([
        ['id', '2'],
        ['text', ''],
        ['__proto__', ''],
      ]),
      Object.fromEntries([
        ['id', '3'],
        ['text', 'x"y'],
        ['__proto__', 'z'],
      ]),
    ])
    expect(lines).toEqual([2, 5, 6])
  })

  it.each(['', '\n\n', 'a,b', 'a,b\r\n'])('may have no rows: %j', async (text) => {
    expect(await read(text, 'csv')).toEqual({ found: [], lines: [] })
  })

  it('tells an empty field in quotes from an empty line', async () => {
    expect((await read('a\n\n""\n', 'csv')).found).toEqual([{ a: '' }])
  })

  it.each([
    ['a,b\n1\n', 'in: line 2 has 1 field, and the first row has 2 fields'],
    ['a\n"1\n2",3\n', 'in: line 2 has 2 fields, and the first row has 1 field'],
    ['a,b\n1,"x\ny\n', 'in: line 2: the quotes that begin here have no end'],
    ['a,b\n1,"x"y\n', 'in: line 2: a field goes on after its quotes'],
    ['a,b,a\n', 'in: line 1: two columns are named "a"'],
    ['a,,b\n', 'in: line 1: a column has no name'],
    ['blob\n!\n', 'in: line 2: a blob is not base64'],
  ])('that is wrong is an error: %j', async (text, problem) => {
    expect(await read(text, 'csv')).toMatchObject({ problem, code: 'CONFIG_INPUT' })
  })
})

describe('another encoding', () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1')
  const utf16 = (text: string) => Buffer.from(text, 'utf16le')
  it.each<[string, Buffer, InputFormat, string]>([
    ['Latin-1 in NDJSON', latin1('{"t":"a"}\n{"t":"é"}\n'), 'json', 'in: line 2 is not UTF-8; it seems to be Latin-1'],
    [
      'Latin-1 in an array',
      latin1('[{"t":"a"},\n{"t":"é"}]'),
      'json',
      'in: line 2 is not UTF-8; it seems to be Latin-1',
    ],
    ['Latin-1 in lines', latin1('a\nb\né'), 'text', 'in: line 3 is not UTF-8; it seems to be Latin-1'],
    ['Latin-1 in a table', latin1('t\na\né\n'), 'csv', 'in: line 3 is not UTF-8; it seems to be Latin-1'],
    ['UTF-16', utf16('{"t":"a"}\n'), 'json', 'in: line 1 is not UTF-8; it seems to be UTF-16'],
    ['UTF-16 with its mark', utf16('\ufeff{"t":"a"}\n'), 'json', 'in: line 1 is not UTF-8; it seems to be UTF-16'],
    ['UTF-16, big endian', utf16('[{}]').swap16(), 'json', 'in: line 1 is not UTF-8; it seems to be UTF-16'],
    ['UTF-16 in lines', utf16('ab\n'), 'text', 'in: line 1 is not UTF-8; it seems to be UTF-16'],
    ['UTF-16 in a table', utf16('a,b\n'), 'csv', 'in: line 1 is not UTF-8; it seems to be UTF-16'],
  ])('is an error that says so: %s', async (_, bytes, format, problem) => {
    for (const size of SIZES) {
      const result = await read(bytes, format, size)
      expect(result).toMatchObject({ problem: expect.stringContaining(problem), code: 'CONFIG_INPUT' })
    }
  })
})

it('takes each line as the text of a document, empty ones too', async () => {
  expect(await read('{"a\r\n\nb', 'text')).toEqual({
    found: [{ text: '{"a' }, { text: '' }, { text: 'b' }],
    lines: [1, 2, 3],
  })
})

it('skips empty lines of NDJSON, and keeps counting them', async () => {
  expect(await read('{"a":1}\n\n \t\r\n{"a":2}', 'json')).toEqual({ found: [{ a: 1 }, { a: 2 }], lines: [1, 4] })
})
