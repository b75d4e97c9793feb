import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { LIFELINE, type PeaSpec, SPEC_FILE, toPeaArgs, toPeaInput } from '@peaflow/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { peaProgram } from '../../src/program/path.ts'
import { folderOf, specIn } from '../executor/folder.ts'

const directory = folderOf({
  'say.mjs': `export default { setup: ({ with: args }) => {
    console.log(JSON.stringify({ ...args, words: args.words?.length, file: process.env.${SPEC_FILE} ?? null }))
  } }`,
})

const specWith = (args: PeaSpec['with']) => specIn(directory, { uses: './say.mjs', with: args })

interface Options {
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly stdin?: 'pipe' | 'ignore'
}

/** Runs a Pea until its executor has written a line, or it ends. */
function run({ args, env = {}, stdin = 'pipe' }: Options) {
  const child = spawn(process.execPath, [peaProgram, ...args], {
    env: { ...process.env, [LIFELINE]: String(process.pid), ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const wrote = async () => JSON.parse(String((await once(child.stdout as NodeJS.ReadableStream, 'data'))[0]))
  const failed = async () => {
    const [[code], output] = await Promise.all([once(child, 'exit'), text(child.stderr as NodeJS.ReadableStream)])
    return { code, output }
  }
  return { stdin: child.stdin, wrote, failed }
}

describe('the private values of a Pea', () => {
  it('come in the first line of standard input, however long, in however many pieces', async () => {
    const spec = specWith({ words: 'ä'.repeat(2_000_000) })
    const { stdin, wrote } = run({ args: toPeaArgs(spec) })
    const line = Buffer.from(toPeaInput(spec))
    stdin?.write(line.subarray(0, 1_000_001))
    setTimeout(() => stdin?.write(line.subarray(1_000_001)), 50)
    expect(await wrote()).toEqual({ words: 2_000_000, file: null })
  })

  it('come in a file, whose name the executor does not see', async () => {
    const spec = specWith({ a: 1 })
    const file = join(directory, 'spec.json')
    writeFileSync(file, toPeaInput(spec), { mode: 0o600 })
    const args = toPeaArgs(spec).filter((arg) => arg !== '--stdin')
    expect(await run({ args, env: { [SPEC_FILE]: file } }).wrote()).toEqual({ a: 1, file: null })
  })

  it('come in the arguments by hand, with standard input untouched', async () => {
    const args = [...toPeaArgs(specWith({})), '--with', '{"a":2}']
    expect(await run({ args }).wrote()).toEqual({ a: 2, file: null })
  })

  it.each([
    ['there is no standard input', { stdin: 'ignore' }, undefined, 'but it ended before that'],
    ['it ends within the line', {}, '{"with":{', 'but it ended before that'],
    ['the line is not JSON', {}, 'with\n', 'is not a JSON object'],
  ] as const)('are missed in words: %s', async (_what, options, line, reason) => {
    const { stdin, failed } = run({ args: toPeaArgs(specWith({ a: 1 })), ...options })
    stdin?.end(line)
    expect(await failed()).toEqual({ code: 1, output: expect.stringContaining(reason) })
  })

  it('are missed in words: the file does not exist', async () => {
    const { failed } = run({ args: toPeaArgs(specWith({})), env: { [SPEC_FILE]: '/nowhere/spec.json' } })
    expect(await failed()).toEqual({
      code: 1,
      output: expect.stringMatching(/PEAFLOW_SPEC_FILE.*\/nowhere\/spec.json/),
    })
  })
})

describe('a standard input that is not a pipe', () => {
  it('keeps a Pea up, which says so', async () => {
    const child = run({ args: toPeaArgs(specWith({})), env: { [LIFELINE]: '0' }, stdin: 'ignore' })
    expect(await child.wrote()).toEqual({ file: null })
  })
})
