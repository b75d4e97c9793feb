import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const program = fileURLToPath(new URL('../dist/bench.js', import.meta.url))

const LIMIT = 400_000

// What the figures are is the business of a thorough run on a quiet machine.
const QUESTIONS = [
  'chain',
  'shapes',
  'fairness',
  'batches',
  'streams',
  'groups',
  'http',
  'crowd',
  'overload',
  'endurance',
  'start',
  'languages',
  'python-start',
  'build',
  'containers',
  'container-start',
]

// In `crowd`, what one kind of clients is measured by does not apply to the other; in `overload`, a Flow within its capacity
// refuses nothing, so that its refusals took no time.
const HAVE_GAPS = new Set(['crowd', 'overload'])

it.each(QUESTIONS)(
  'the benchmark "%s" still runs, and every contestant has a figure',
  async (question) => {
    const bench = spawn(process.execPath, [program, '--quick', question], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: LIMIT,
      killSignal: 'SIGKILL',
    })
    const exited = once(bench, 'exit')
    const [rule, ...rows] = (await text(bench.stdout))
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(1)
    expect(rule).toMatch(/^\|[-:|]+\|$/)
    if (!HAVE_GAPS.has(question)) for (const row of rows) expect(row).not.toContain('–')
    if (!question.startsWith('container')) expect(rows.length).toBeGreaterThan(1)
    expect(await exited).toEqual([0, null])
  },
  LIMIT + 5_000,
)
