// npm run bench [-- [--quick] [--readme] [QUESTION …]]
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Question, Settings } from './question.ts'
import { batches } from './questions/batches.ts'
import { build } from './questions/build.ts'
import { chain } from './questions/chain.ts'
import { containerStart } from './questions/container-start.ts'
import { containers } from './questions/containers.ts'
import { crowd } from './questions/crowd.ts'
import { endurance } from './questions/endurance.ts'
import { fairness } from './questions/fairness.ts'
import { groups } from './questions/groups.ts'
import { http } from './questions/http.ts'
import { languages } from './questions/languages.ts'
import { overload } from './questions/overload.ts'
import { pythonStart } from './questions/python-start.ts'
import { shapes } from './questions/shapes.ts'
import { start } from './questions/start.ts'
import { streams } from './questions/streams.ts'
import { toMarkdown } from './table.ts'

const QUESTIONS: Readonly<Record<string, Question>> = {
  chain,
  shapes,
  fairness,
  batches,
  streams,
  endurance,
  groups,
  http,
  overload,
  crowd,
  start,
  languages,
  'python-start': pythonStart,
  build,
  containers,
  'container-start': containerStart,
}
const QUICK: Settings = { rounds: 1, duration: 50, warmUp: 10, quick: true }
const THOROUGH: Settings = { rounds: 5, duration: 1_500, warmUp: 300, quick: false }
const RESULTS = /(?<=<!-- results -->\n)[\s\S]*?(?=<!-- \/results -->)/

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, readme: { type: 'boolean' } },
})

const names = positionals.length > 0 ? positionals : Object.keys(QUESTIONS)
const answers: string[] = [machine()]
console.log(answers[0])
for (const name of names) {
  const question = QUESTIONS[name]
  if (question === undefined) throw new Error(`no question "${name}": ${Object.keys(QUESTIONS).join(', ')}`)
  const answer = toMarkdown(await question(values.quick ? QUICK : THOROUGH))
  console.log(answer)
  answers.push(answer)
}
if (values.readme) writeReadme(answers.join('\n'))

function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, ${process.platform}\n`
}

/** Replaces the previous answers in the README. */
function writeReadme(results: string): void {
  const file = fileURLToPath(new URL('../README.md', import.meta.url))
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(RESULTS, () => results),
  )
}
