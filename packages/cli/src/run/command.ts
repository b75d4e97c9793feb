import { type Command, InvalidArgumentError, Option } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { logLevelOption } from '../options/log-level.ts'
import { parseCount, parseTime } from '../options/numbers.ts'
import type { RunOptions } from './options.ts'

/** `peaflow run`: starts a Flow, pushes documents through it, writes the results and stops it. */
export function addRun(program: Command): void {
  const command = addFormats(
    program
      .command('run')
      .argument('<file>', 'the flow file')
      .summary('push documents through a Flow and print the results')
      .description(
        [
          'Starts a Flow, pushes documents through it, writes the results and stops it.',
          'Documents are NDJSON, one JSON object per line, or one JSON array; results are NDJSON, in',
          'the same order. A failed request is reported on stderr; the others are answered, and the',
          'exit code is 1.',
        ].join(' '),
      )
      .option('-i, --input <file>', 'where to read documents; - is stdin', '-')
      .option('-o, --output <file>', 'where to write results; - is stdout', '-')
      .option('-e, --endpoint <path>', 'the endpoint of the executors to call', parseEndpoint, '/')
      .option('-b, --batch <n>', 'documents per request (default: 100; 1 from a terminal)', parseCount),
  )
    .option('-p, --parameters <json>', 'parameters for the executors', '{}')
    .option('-u, --unordered', 'write each result as soon as it is ready', false)
    .option('--join <address>', 'where replicas join, as for up: [host:]port')
    .option('--join-timeout <time>', 'how long to wait for replicas that join (default: 10m)', parseTime)
    .addOption(logLevelOption())
    .action(async (file: string, options: RunOptions) => {
      const { runFlow } = await import('./run.ts')
      process.exitCode = await runFlow(file, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow run flow.yml --input documents.ndjson --output results.ndjson', 'from file to file'],
    ['cat books/*.txt | peaflow run flow.yml --lines --endpoint /index', 'index lines of text'],
    ['peaflow run flow.yml --lines --endpoint /search', 'ask questions from the terminal'],
    ["peaflow run flow.yml --files 'photos/**/*.jpg' > photos.ndjson", 'a document for each file'],
    ['peaflow run flow.yml -i documents.ndjson | jq .text', 'only results are on stdout'],
  ])
}

/** The options for input that is not NDJSON. */
function addFormats(command: Command): Command {
  return command
    .addOption(
      new Option('-l, --lines', 'read each line of the input as the text of a document').conflicts(['csv', 'files']),
    )
    .addOption(
      new Option('--csv', 'read each row of the input as a document, with the fields of the first row').conflicts(
        'files',
      ),
    )
    .addOption(
      new Option(
        '--files <glob...>',
        'read files, each as a document with its uri, mime_type, and text or blob',
      ).conflicts('input'),
    )
}

function parseEndpoint(text: string): string {
  // The most that the wire protocol has room for.
  if (Buffer.byteLength(text) > 255) throw new InvalidArgumentError('Expected at most 255 bytes.')
  if (text.startsWith('/')) return text
  throw new InvalidArgumentError(`Endpoints begin with a slash: /${text}`)
}
