import { type Command, InvalidArgumentError } from 'commander'
import { globalsOf } from './globals.ts'
import { addExamples } from './help.ts'

/** The options of `peaflow run`. */
export interface RunOptions {
  readonly input: string
  readonly output: string
  readonly endpoint: string
  /** Documents a request; by default 100, and 1 from a terminal. */
  readonly batch?: number | undefined
  readonly lines: boolean
  readonly unordered: boolean
  readonly parameters: Readonly<Record<string, unknown>>
}

/** `peaflow run`: start, push documents through, write results, stop. */
export function addRun(program: Command): void {
  const command = program
    .command('run')
    .argument('<file>', 'the flow file')
    .summary('push documents through a Flow and print the results')
    .description(
      [
        'Starts a Flow, pushes documents through it, writes the results and stops it.',
        'Documents come and go as NDJSON, one JSON object a line, in the same order. A failed',
        'request is reported on stderr, the others are answered, and the exit code is 1.',
      ].join(' '),
    )
    .option('-i, --input <file>', 'where documents come from; - is stdin', '-')
    .option('-o, --output <file>', 'where results go; - is stdout', '-')
    .option('-e, --endpoint <path>', 'what to ask the executors for', readEndpoint, '/')
    .option('-b, --batch <n>', 'documents in one request (default: 100; 1 from a terminal)', readCount)
    .option('-l, --lines', 'each line of the input is the text of a document', false)
    .option('-p, --parameters <json>', 'what executors get beside the documents', readObject, {})
    .option('-u, --unordered', 'write each result as soon as it is there', false)
    .action(async (file: string, options: RunOptions) => {
      const { runFlow } = await import('../run/run.ts')
      process.exitCode = await runFlow(file, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow run flow.yml --input documents.ndjson --output results.ndjson', 'from file to file'],
    ['cat books/*.txt | peaflow run flow.yml --lines --endpoint /index', 'index lines of text'],
    ['peaflow run flow.yml --lines --endpoint /search', 'ask questions from the terminal'],
    ['peaflow run flow.yml -i documents.ndjson | jq .text', 'only results are on stdout'],
  ])
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a whole number from 1.')
}

function readEndpoint(text: string): string {
  // As many as the wire protocol has room for.
  if (Buffer.byteLength(text) > 255) throw new InvalidArgumentError('It may have 255 bytes.')
  if (text.startsWith('/')) return text
  throw new InvalidArgumentError(`Endpoints begin with a slash: /${text}`)
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  const value = parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new InvalidArgumentError('It is a JSON object, such as \'{"top": 5}\'.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
