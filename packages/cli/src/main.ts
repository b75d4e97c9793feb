import { parsePeaArgs } from '@peaflow/core'
import { createProgram } from './commands/program.ts'
import { version } from './package.ts'

const args = process.argv.slice(2)

// Both before anything writes: Commander and child processes read the variable.
if (args.includes('--no-color')) process.env.NO_COLOR = '1'

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`| head -1`) is no failure; whoever else listens tells of it himself.
    if (error.code !== 'EPIPE' && stream.listenerCount('error') === 1) void failOutput(error)
  })
}

try {
  if (args[0] === 'pea' && !args.includes('--help') && !args.includes('-h')) await runOnePea()
  else await createProgram(version).parseAsync()
} catch (caught) {
  await end(caught)
}

async function end(caught: unknown): Promise<void> {
  const { fail } = await import('./report/fail.ts')
  process.exitCode = fail(caught, { debug: args.includes('--debug'), json: args.includes('--json') })
}

async function failOutput(cause: Error): Promise<void> {
  const { cannotWrite } = await import('./output/writer.ts')
  await end(cannotWrite('the output', cause))
}

/** Its flags are read by the one codec that all launchers use, and by no other. */
async function runOnePea(): Promise<void> {
  const flags = args.slice(1)
  parsePeaArgs(flags)
  const { runPea } = await import('@peaflow/pea')
  await runPea(flags)
}
