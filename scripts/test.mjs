// npm test: from a clean clone to the last test. Arguments go to vitest. In one of them, `{project}` stands for the
// name of the project whose tests run, as in `--outputFile.json=report/{project}.json`.
import { pnpm, prepare } from './workspace.mjs'

// Tests with Docker wait for the Engine most of the time, one file after the other, so the others run beside them.
const PROJECTS = ['here', 'docker']

// Needs the machine for itself.
const LAST = 'cluster'

const args = process.argv.slice(2)

await prepare()
const checks = await Promise.all([pnpm('run', 'lint'), pnpm('run', 'typecheck')])
const tests = await Promise.all(args.some(isProject) ? [test(args)] : PROJECTS.map(testProject))
if (!args.some(isProject)) tests.push(await testProject(LAST))
process.exitCode = [...checks, ...tests].find((code) => code !== 0) ?? 0

function testProject(project) {
  const own = args
    .map((arg) => arg.replaceAll('{project}', project))
    .filter((arg) => project === 'here' || !isCoverage(arg))
  // Figures of coverage are those of the tests that need no Docker, so that they are the same on every machine.
  const coverage = project === 'here' && process.env.CI && !args.some(isCoverage) ? ['--coverage'] : []
  // A filter may name tests of one project only.
  return test(['--project', project, '--passWithNoTests', ...coverage, ...own])
}

function test(options) {
  return pnpm('exec', 'vitest', 'run', ...options)
}

function isProject(arg) {
  return arg.startsWith('--project')
}

function isCoverage(arg) {
  return arg.startsWith('--coverage')
}
