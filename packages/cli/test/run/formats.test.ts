import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { executor, fromNdjson, runCommand, startCommand, writeFlowFile } from '../process.ts'

const echo = `echo: { uses: ${executor('echo')}, runtime: inline }`

describe('documents come from', () => {
  it.each<[string, readonly string[], string]>([
    ['a JSON array', [], '[{"id":"a","text":"x"},\n{"id":"b","text":"y"}]\n'],
    ['a table', ['--csv'], '\ufeffid,text\r\na,x\r\nb,"y"\r\n'],
  ])('%s', async (_, flags, input) => {
    using flow = writeFlowFile(echo)
    const { code, stdout, stderr } = await runCommand(['run', flow.file, ...flags], input)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe('{"id":"a","text":"x"}\n{"id":"b","text":"y"}\n')
  })

  it('files, which are named where they fail', async () => {
    using flow = writeFlowFile(`moody: { uses: ${executor('moody')}, runtime: inline }`)
    writeFileSync(join(flow.folder, 'a.txt'), 'good')
    writeFileSync(join(flow.folder, 'b.txt'), 'bad')
    const args = ['run', flow.file, '--files', '*.txt', '-b', '1', '--json']
    const { code, stdout, stderr } = await runCommand(args, '', { cwd: flow.folder })
    expect(code).toBe(1)
    expect(fromNdjson(stdout)).toMatchObject([{ uri: 'a.txt', mime_type: 'text/plain', text: 'good' }])
    const failures = fromNdjson(stderr).filter((line) => 'error' in line)
    expect(failures).toMatchObject([
      { error: { message: expect.stringMatching(/^b\.txt: /) }, ids: [], files: { first: 'b.txt', last: 'b.txt' } },
    ])
  })

  it('files, but none that the results would overwrite', async () => {
    using flow = writeFlowFile(echo)
    writeFileSync(join(flow.folder, 'a.txt'), 'good')
    const args = ['run', flow.file, '--files', '*.txt', '-o', 'a.txt']
    const { code, stderr } = await runCommand(args, '', { cwd: flow.folder })
    expect(code).toBe(2)
    expect(stderr).toContain('the results would overwrite the input')
    expect(readFileSync(join(flow.folder, 'a.txt'), 'utf8')).toBe('good')
  })
})

it('whole numbers of up to 64 bits go in and come out as they are', async () => {
  using flow = writeFlowFile(echo)
  const text = '{"id":"a","n":[9007199254740993,-9007199254740993]}\n'
  const { stdout } = await runCommand(['run', flow.file, '-p', '{"p":12345678901234567890}'], text)
  expect(stdout).toBe(text.replace('}', ',"p":12345678901234567890}'))
})

it.each([
  ['a number that is too large', '{"id":"b","tags":{"n":1e400}}', '"tags.n" is a number beyond 1.8e+308'],
  ['nesting that is too deep', `{"tags":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, '"tags.0.0…" is nested deeper'],
])('%s is an error that names the field', async (_, text, message) => {
  using flow = writeFlowFile(echo)
  const { code, stdout, stderr } = await runCommand(['run', flow.file], `{"id":"a"}\n${text}\n`)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '{"id":"a"}\n' })
  expect(stderr).toMatch(/^error: stdin: line 2: /)
  expect(stderr).toContain(message)
  expect(stderr.length).toBeLessThan(300)
})

it('a batch that waits for more goes as it is', async () => {
  using flow = writeFlowFile(echo)
  const { child, ended, says } = startCommand(['run', flow.file])
  child.stdin.write('{"id":"a"}\n{"id":"b"}\n')
  await says('"id":"b"')
  child.stdin.end('{"id":"c"}\n')
  expect(fromNdjson((await ended).stdout).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

it.each(['process', 'thread', 'inline'])(
  'what a Pea prints never reaches the results, in runtime %s',
  async (runtime) => {
    using flow = writeFlowFile(`chatty: { uses: ${executor('chatty')}, runtime: ${runtime} }`)
    const { code, stdout, stderr } = await runCommand(['run', flow.file], '{"id":"a"}\n')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"id":"a"}\n' })
    const lines = stderr.trim().split('\n').sort()
    expect(lines).toEqual([
      expect.stringMatching(/^[\d:.]{12} info chatty\/0 \| seen 1$/),
      expect.stringMatching(/^[\d:.]{12} warn chatty\/0 \| trouble$/),
    ])
  },
)

it('--log-level hides what is less important', async () => {
  using flow = writeFlowFile(`chatty: { uses: ${executor('chatty')}, runtime: inline }`)
  const { stderr } = await runCommand(['run', flow.file, '--log-level', 'warn'], '{"id":"a"}\n')
  expect(stderr).toMatch(/^[\d:.]{12} warn chatty\/0 \| trouble\n$/)
})
