// Prints one closing line, `N passed, N failed, N skipped`, from vitest's JSON report; fails unless all that ran passed.
import { readFileSync } from 'node:fs'

const [file] = process.argv.slice(2)

function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    console.error(`No report of the tests at ${file}: ${cause.message}`)
    return undefined
  }
}

const report = read()
const {
  numPassedTests: passed = 0,
  numFailedTests = 0,
  numPendingTests = 0,
  numTodoTests = 0,
  testResults = [],
} = report ?? {}
// A file that does not load has no tests, yet it failed.
const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
const failed = numFailedTests + unloaded + (report === undefined ? 1 : 0)
console.log(`${passed} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
