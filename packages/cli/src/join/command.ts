import { type Command, InvalidArgumentError, Option } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { parseTime } from '../options/numbers.ts'
import type { JoinAddress, JoinOptions } from './options.ts'

/** `peaflow join`: a replica of a Pod of a Flow that is up elsewhere. */
export function addJoin(program: Command): void {
  const command = program
    .command('join')
    .argument('<address>', 'where the Flow takes replicas: host:port', parseAddress)
    .argument('<pod>', 'the Pod')
    .summary('join a Flow as a replica of one of its Pods')
    .description(
      [
        'Adds a replica to a Pod of a Flow that is up, on this machine or another one: the Flow opens a port for them',
        '(up --join), and the Pod has replicas: { min, max }. ^C and SIGTERM leave the Flow: what the replica has is',
        'finished first. It waits for a Flow that is out of reach, and joins it again, its executor still loaded, when',
        'it has come back.',
      ].join(' '),
    )
    .option('--key <file>', 'the key of the Pod, or of the Flow (default: PEAFLOW_KEY_FILE)')
    .option('--uses <path>', 'the executor (default: what the flow file names, in this folder)')
    .option('--with <json>', 'arguments for the executor, which override those of the flow file', parseArguments)
    .option('--replica-id <n>', 'which replica it is, for polling: all; a name that ends with it will do', parseNumber)
    .option('--workspace <folder>', 'where it keeps data of its own (default: .peaflow/FLOW/POD/N, in this folder)')
    .option('--once', 'end with the Flow that it has joined, and wait for no other', false)
    .option(
      '-t, --timeout <time>',
      'how long to wait for a Flow that takes it (default: 10m with --once, otherwise for ever)',
      parseTime,
    )
    .addOption(new Option('--security <how>', 'none: the Flow has security: none').choices(['none']))
    .action(async (address: JoinAddress, pod: string, options: JoinOptions) => {
      const { runJoin } = await import('./join.ts')
      process.exitCode = await runJoin({ ...address, pod }, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow join 10.0.0.1:7000 encode --key encode.key', 'one more replica of encode, from another machine'],
    ['peaflow join flow.example:7000 encode --uses ./encode.js', 'with the executor that is here'],
    ['peaflow join 10.0.0.1:7000 encode --once --timeout 1m', 'for one Flow, which has to take it within a minute'],
  ])
}

function parseAddress(text: string): JoinAddress {
  const [, host = '', digits = ''] = /^(\[[0-9A-Fa-f:.]+\]|[^:\s/@]+):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (host !== '' && port > 0 && port <= 65_535) return { host: host.replace(/^\[|\]$/g, ''), port }
  throw new InvalidArgumentError('Expected a host and a port, such as 10.0.0.1:7000.')
}

function parseArguments(text: string): Readonly<Record<string, unknown>> {
  const value = readJson(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new InvalidArgumentError(`Expected a JSON object, such as '{"model": "small"}'.`)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function parseNumber(text: string): number {
  // The Pods of a StatefulSet have names such as search-index-2.
  const [, digits] = /^(?:[\w.-]*-)?(\d{1,5})$/.exec(text) ?? []
  if (digits !== undefined) return Number(digits)
  throw new InvalidArgumentError('Expected a whole number from 0.')
}
