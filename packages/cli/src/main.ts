import { parsePeaArgs } from '@peaflow/core'
import { createProgram } from './commands/program.ts'
import { isHelp } from './options/help.ts'
import { toJoinArguments } from './pea/join-arguments.ts'
import { version } from './version.ts'

const args = process.argv.slice(2)

// Set before anything is written: Commander and child processes read the variable.
if (args.includes('--no-color')) process.env.NO_COLOR = '1'

// Opening stderr takes a millisecond, and help does not need it.
watch(process.stdout)

try {
  const joins = toJoinArguments(args)
  if (joins !== undefined) await parse(joins)
  else if (args[0] === 'pea' && !args.includes('--help') && !args.includes('-h')) await runOnePea()
  else await parse(args)
} catch (caught) {
  await end(caught)
}

/** Reports that a stream cannot be written. */
function watch(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that closes the pipe (`| head -1`) is not a failure. Other listeners report the rest themselves.
    if (error.code !== 'EPIPE' && stream.listenerCount('error') === 1) void failOutput(error)
  })
}

function watchErrors(): void {
  watch(process.stderr)
}

async function parse(words: readonly string[]): Promise<void> {
  await createProgram(version).hook('preAction', watchErrors).parseAsync(words, { from: 'user' })
}

async function end(caught: unknown): Promise<void> {
  if (isHelp(caught)) return
  if (process.stderr.listenerCount('error') === 0) watchErrors()
  process.exitCode = 1
  // Too few files may be open even to load what writes the report.
  const report = await import('./report/fail.ts').catch(() => undefined)
  if (report === undefined)
    process.stderr.write(`error: ${caught instanceof Error ? caught.message : String(caught)}\n`)
  else process.exitCode = report.fail(caught, { debug: args.includes('--debug'), json: args.includes('--json') })
}

async function failOutput(cause: Error): Promise<void> {
  const { cannotWrite } = await import('./output/writer.ts')
  await end(cannotWrite('the output', cause))
}

/** Its flags are parsed by the codec that all launchers use, not by Commander. */
async function runOnePea(): Promise<void> {
  watchErrors()
  const flags = args.slice(1)
  // Mistakes are found before the heavy module is loaded.
  parsePeaArgs(flags)
  const { runPea } = await import('@peaflow/pea')
  await runPea(flags)
}
