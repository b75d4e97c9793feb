import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mustRun } from './packages/command.ts'
import { openScratch } from './packages/scratch.ts'
import { snippets } from './snippets.ts'
import { root } from './workspace.ts'

// How each command is tested that a page has for a clone: it runs here, or a test does the same with less.
const TESTED: Readonly<Record<string, 'here' | `${string}.test.ts` | `not: ${string}`>> = {
  'git clone <this repository> peaflow && cd peaflow': 'not: the address is that of the reader’s fork',
  'npm test': 'not: it runs this test',
  'npm run demo': 'examples/semantic-search/test/demo.test.ts',
  'pnpm --filter @peaflow/core test': 'here',
  'pnpm --filter @peaflow/core test --watch': 'not: it ends with ^C',
  'npx vitest run packages/core/test/topology': 'here',
  'npm run bench -- chain --quick': 'bench/test/quick.test.ts',
  'npm run chaos -- --minutes 30': 'chaos/test/chaos.test.ts',
  'npm run docs': 'test/site.test.ts',
}

const commands = snippets
  .filter(({ marks }) => marks.clone !== undefined)
  .flatMap(({ code }) => code.trim().split('\n'))
  .map((line) => line.replace(/ +#.*/, ''))

it('says of every command how it is tested', () => {
  expect([...new Set(commands)].sort()).toEqual(Object.keys(TESTED).sort())
})

const { scripts, packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

it.each(commands.flatMap((command) => /^npm (?:run )?(\w+)/.exec(command)?.[1] ?? []))(
  'has the script %s',
  (script) => {
    expect(scripts).toHaveProperty(script)
  },
)

describe('a command works in a clone', () => {
  const here = Object.entries(TESTED).filter(([, how]) => how === 'here')

  it.each(here)(
    '%s',
    async (command) => {
      await using scratch = openScratch()
      // As the page says to people without a global pnpm.
      const ours = command.replace(/^pnpm/, `npx --yes ${packageManager}`)
      const report = join(scratch.path, 'report.json')
      await mustRun('bash', ['-ec', `${ours} --reporter=json --outputFile=${report}`], { cwd: root })
      expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ success: true, numFailedTests: 0 })
    },
    180_000,
  )
})

it.each(Object.values(TESTED).filter((how) => how.endsWith('.test.ts')))('%s exists', (file) => {
  expect(existsSync(join(root, file))).toBe(true)
})
