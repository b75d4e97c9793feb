// npm test: from a clean clone to the last test. Arguments go to vitest. In one of them, `{project}` stands for the
// name of the project whose tests run, as in `--outputFile.json=report/{project}.json`.
import { pnpm, prepare, run } from './workspace.mjs'

// Tests with Docker wait for the Engine most of the time, one file after the other, so the others run beside them.
const PROJECTS = ['here', 'docker', 'docker-current']

// Each needs the machine for itself: a platform ends what does not answer in time.
const LAST = ['deployments', 'cluster']

// What runs the tests of a project. Outside of CI, this program starts no Kubernetes.
const WRAPPERS = {
  'docker-current': ['scripts/on-current-dockerd'],
  cluster: process.env.CI ? ['scripts/on-kubernetes'] : [],
}

const args = process.argv.slice(2)

await prepare()
const checks = [pnpm('run', 'lint'), pnpm('run', 'typecheck')]
const tests = args.some(isProject) ? [test(args)] : PROJECTS.map(testProject)
const codes = await Promise.all([...checks, ...tests])
if (!args.some(isProject)) for (const project of LAST) codes.push(await testProject(project))
process.exitCode = codes.find((code) => code !== 0) ?? 0

async function testProject(project) {
  const wrapper = WRAPPERS[project] ?? []
  if (!process.env.CI && wrapper.length > 0 && (await run(...wrapper, 'true')) !== 0) {
    console.warn(`Skipped the tests of ${project}: see above`)
    return 0
  }
  const own = args
    .map((arg) => arg.replaceAll('{project}', project))
    .filter((arg) => project === 'here' || !isCoverage(arg))
  // Figures of coverage are those of the tests that need no Docker, so that they are the same on every machine.
  const coverage = project === 'here' && process.env.CI && !args.some(isCoverage) ? ['--coverage'] : []
  // A filter may name tests of one project only.
  return test(['--project', project, '--passWithNoTests', ...coverage, ...own], wrapper)
}

function test(options, wrapper = []) {
  return pnpm('exec', ...wrapper, 'vitest', 'run', ...options)
}

function isProject(arg) {
  return arg.startsWith('--project')
}

function isCoverage(arg) {
  return arg.startsWith('--coverage')
}
