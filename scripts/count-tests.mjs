// Prints one closing line, `N passed, N failed, N skipped`, from vitest's JSON reports in a folder, one for each
// project. Fails unless every test that ran passed.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, ...projects] = process.argv.slice(2)
const files = new Set([...projects.map((project) => `${project}.json`), ...readdirSync(folder)])
const counts = [...files].map((file) => countIn(join(folder, file)))
const sum = (key) => counts.reduce((total, count) => total + count[key], 0)

console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1

function countIn(file) {
  const report = read(file)
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report
  // A file that does not load has no tests, yet it failed.
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  return { passed: numPassedTests, failed: numFailedTests + unloaded, skipped: numPendingTests + numTodoTests }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    console.error(`No report of the tests at ${file}: ${cause.message}`)
    return undefined
  }
}
