// Prints the tests that failed and one closing line, `N passed, N failed, N skipped`, from vitest's JSON reports in a
// folder, one for each project. Fails unless every test that ran passed.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const [folder, ...projects] = process.argv.slice(2)
const files = new Set([...projects.map((project) => `${project}.json`), ...readdirSync(folder)])
const reports = [...files].map((file) => read(join(folder, file)))
const sum = (count) => reports.reduce((total, report) => total + count(report), 0)

const failures = reports.flatMap(failuresIn)
for (const failure of failures) console.log(`FAIL ${failure}`)
const passed = sum(({ numPassedTests }) => numPassedTests)
console.log(`${passed} passed, ${failures.length} failed, ${sum(skippedIn)} skipped`)
process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1

/** What failed, each with the first line of its message: tests, and files that did not load. */
function failuresIn({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name)
    const tests = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && tests.length === 0) return [`${file}: ${firstLine(message) || 'a hook failed'}`]
    return tests.map(({ fullName, failureMessages: [why] }) => `${file} > ${fullName}: ${firstLine(why)}`)
  })
}

function skippedIn({ numPendingTests, numTodoTests }) {
  return numPendingTests + numTodoTests
}

function firstLine(message = '') {
  return message.split('\n', 1)[0]
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    const missing = { name: path, status: 'failed', message: `no report: ${cause.message}`, assertionResults: [] }
    return { numPassedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [missing] }
  }
}
