import { readdirSync, readFileSync } from 'node:fs'
import { type ConformanceSubject, conformanceCases } from '@peaflow/runtime-conformance'
import { describe, test } from 'vitest'
import { threadLauncher } from '../src/in-process/thread-launcher.ts'
import { processLauncher } from '../src/process/process-launcher.ts'

const subjects: Record<string, ConformanceSubject> = {
  process: {
    timeout: 120_000,
    createLauncher: () => processLauncher(),
    nothingToRun: (spec) => ({ launcher: processLauncher({ program: '/nowhere/pea.cjs' }), spec }),
    countLeftovers: countChildren,
  },
  thread: {
    timeout: 120_000,
    createLauncher: () => threadLauncher(),
    nothingToRun: (spec) => ({ launcher: threadLauncher({ program: '/nowhere/executor.cjs' }), spec }),
    countLeftovers: countThreads,
  },
}

describe.each(Object.entries(subjects))('a %s launcher', (_name, subject) => {
  test.each(conformanceCases.map((one) => [one.name, one] as const))('%s', async (_case, { run }) => run(subject))
})

/** Counts the worker threads of executors and their message ports. */
function countThreads(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'MessagePort' || resource === 'Worker')
    .length
}

function countChildren(): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isChild(name)).length
}

function isChild(pid: string): boolean {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]) === process.pid
  } catch {
    return false // it has ended meanwhile
  }
}
