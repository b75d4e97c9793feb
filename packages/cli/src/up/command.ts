import { type Command, Option } from 'commander'
import { type GlobalOptions, globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { logLevelOption } from '../options/log-level.ts'
import { parseTime } from '../options/numbers.ts'
import type { UpOptions } from './up.ts'

type CommandOptions = Omit<UpOptions, keyof GlobalOptions | 'version'>

/** `peaflow up`: starts a Flow and keeps it up. */
export function addUp(program: Command): void {
  const command = program
    .command('up')
    .argument('<file>', 'the flow file')
    .summary('start a Flow, serve it, and keep it up until ^C')
    .description(
      [
        'Starts a Flow, serves it over HTTP, and prints what its Peas write, until ^C. ^C stops the Flow in order:',
        'requests in flight are answered first. A second ^C stops it at once. SIGTERM stops it too, with exit code 0.',
      ].join(' '),
    )
    .option('--http <address>', 'serve at [host:]port (default: 127.0.0.1:8080, or the next free port)')
    .option('--no-http', 'serve nothing')
    .option('--grpc <address>', 'serve gRPC at [host:]port')
    .option('--join <address>', 'where replicas join: [host:]port; heads and tails have the ports after it')
    .option('--token-file <file>', 'a file with the token that clients have to send')
    .option('--tls-cert <file>', 'serve HTTPS with this certificate (PEM)')
    .option('--tls-key <file>', 'the key of the certificate (PEM)')
    .option(
      '--drain <time>',
      'how long to say at /readyz that it stops, and still take requests (default: 0 on loopback, 2s beyond)',
      parseTime,
    )
    .option('--insecure', 'serve without a token where other machines can reach it', false)
    .option('-d, --detach', 'end once the Flow is up, which goes on in the background', false)
    .option('--watch', 'restart the Pods whose code or options change', false)
    .option('--access-log', 'print a line for each request, not only for those that fail', false)
    .addOption(new Option('--journal <folder>').hideHelp())
    .addOption(logLevelOption())
    .action(async (file: string, options: CommandOptions) => {
      const { upFlow } = await import('./up.ts')
      process.exitCode = await upFlow(file, { ...globalsOf(command), ...options, version: program.version() ?? '' })
    })
  addExamples(command, [
    ['peaflow up flow.yml', 'watch a Flow start, and its Peas work'],
    ['peaflow up flow.yml --http 9000', 'serve it at http://127.0.0.1:9000'],
    ['peaflow up flow.yml --watch', 'work on executors while the Flow is up'],
    ['peaflow up flow.yml -d', 'start it in the background; peaflow down stops it'],
    ['peaflow up flow.yml --log-level warn', 'see only what Peas write to stderr, and what goes wrong'],
  ])
}
