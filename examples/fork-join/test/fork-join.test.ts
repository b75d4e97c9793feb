import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const cwd = fileURLToPath(new URL('..', import.meta.url))

test('each line comes back once, in order, with the results of both branches', async () => {
  const args = ['../../packages/cli/dist/main.js', 'run', 'flow.yml', '--lines', '--input', 'poem.txt']
  const { stdout } = await promisify(execFile)('node', args, { cwd })
  const documents = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(documents.map(({ text, tags }) => [text, tags])).toEqual([
    ['Tyger Tyger, burning bright,', { words: 4, longest: 'burning' }],
    ['In the forests of the night;', { words: 6, longest: 'forests' }],
    ['What immortal hand or eye,', { words: 5, longest: 'immortal' }],
    ['Could frame thy fearful symmetry?', { words: 5, longest: 'symmetry' }],
  ])
})
