#!/usr/bin/env node
import { createProgram } from './commands/program.ts'
import { version } from './version.ts'

const args = process.argv.slice(2)

// Both before anything writes: Commander and child processes read the variable.
if (args.includes('--no-color')) process.env.NO_COLOR = '1'

// A reader that has seen enough (`| head -1`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

try {
  if (args[0] === 'pea' && !args.includes('--help') && !args.includes('-h')) await runPea()
  else await createProgram(version).parseAsync()
} catch (caught) {
  const { fail } = await import('./report/fail.ts')
  process.exitCode = fail(caught, { debug: args.includes('--debug'), json: args.includes('--json') })
}

/** Its flags are read by the one codec that all launchers use. */
async function runPea(): Promise<void> {
  const { runPea } = await import('@peaflow/pea')
  await runPea(args.slice(1))
}
