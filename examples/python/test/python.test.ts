import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type RunningFlow, startFlow } from 'peaflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonFolder } from '../../../test/python.ts'

const cwd = fileURLToPath(new URL('..', import.meta.url))
const program = fileURLToPath(new URL('../../../packages/cli/dist/main.js', import.meta.url))
const WATER = 'Water the plants twice a week once they flower.'

const python = pythonFolder('numpy')
const PATH = `${python}:${process.env.PATH}`

describe.skipIf(python === undefined)('Pods in JavaScript and in Python', () => {
  let running: RunningFlow

  beforeAll(async () => {
    process.env.PATH = PATH
    running = await startFlow(fileURLToPath(new URL('../flow.yml', import.meta.url)))
  })

  afterAll(() => running?.stop())

  it('answer a question with the nearest fact, word by word', async () => {
    const pieces: unknown[][] = []
    const question = { id: 'q', text: ' how often do plants  need water?' }
    for await (const { documents, error } of running.stream('/', [question], { pieces: true })) {
      if (error !== undefined) throw error
      pieces.push(documents.map(({ text }) => text))
    }
    expect(pieces).toEqual([...WATER.split(' ').map((word) => [word]), []])
  })

  it('answer a batch of questions, each with its own fact', async () => {
    const questions = ['What is a pea?', 'When do I sow peas?', 'Who was Mendel?', '']
    const answers: string[] = []
    for await (const { documents, error } of running.stream(
      '/',
      questions.map((text) => ({ text })),
      { batch: 1 },
    )) {
      if (error !== undefined) throw error
      answers.push(documents.map(({ text }) => text).join(' '))
    }
    expect(answers.slice(0, 3)).toEqual([
      expect.stringMatching(/^A pea is a seed/),
      expect.stringMatching(/^Sow peas/),
      expect.stringMatching(/^Gregor Mendel/),
    ])
    expect(answers).toHaveLength(questions.length)
  })

  it('run from the command, which finds nothing to say against the file', async () => {
    const env = { ...process.env, PATH }
    const check = await promisify(execFile)(process.execPath, [program, 'check', 'flow.yml'], { cwd, env })
    expect(check.stdout).toMatch(/^flow\.yml: 0 errors, 0 warnings;/)
    const ask = `echo 'How often do plants need water?' | "${process.execPath}" ${program} run flow.yml --lines`
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', ask], { cwd, env })
    const words = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).text)
    expect(words.join(' ')).toBe(WATER)
    expect(stderr).toMatch(/info nearest\/0 \| knows 8 facts$/m)
  })
})
