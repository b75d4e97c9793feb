import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { conformanceCases } from '@peaflow/runtime-conformance'
import limitedLauncher from 'peaflow-runtime-limited'

/** @type {import('@peaflow/runtime-conformance').ConformanceSubject} */
const subject = {
  createLauncher: () => limitedLauncher(),
  nothingToRun: (spec) => ({ launcher: limitedLauncher({ program: '/nowhere/pea.cjs' }), spec }),
  countLeftovers: () => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').length - 1,
}

describe('a limited launcher', () => {
  for (const { name, run } of conformanceCases) it(name, () => run(subject))
})
