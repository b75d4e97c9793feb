import { FlowError } from '@peaflow/core'
import { type Command, InvalidArgumentError } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { parseMilliseconds } from '../options/numbers.ts'

/** `peaflow ping`: asks one Pea for its status. */
export function addPing(program: Command): void {
  const command = program
    .command('ping')
    .argument('[host]', 'the machine of the Pea')
    .argument('[port]', 'its control port', parsePort)
    .summary('ask a Pea for its status')
    .description(
      'Asks an external Pea for its status, at its control port; or, with --self, the replica in the same container. The exit code is 1 if no Pea answers.',
    )
    .option('-t, --timeout <ms>', 'milliseconds to wait for an answer', parseMilliseconds, 3_000)
    .option('--key <file>', 'the key of its Pod, if it was started with one')
    .option('--self', 'ask the replica that runs in this container, as probes do', false)
    .option('--ready', 'with --self: fail unless it is ready', false)
    .action(async (host: string | undefined, port: number | undefined, options: PingOptions) => {
      const { timeout, key, self, ready } = options
      if (self) {
        const { pingSelf } = await import('./ping-self.ts')
        return await pingSelf({ timeout, ready }, globalsOf(command))
      }
      if (host === undefined || port === undefined) throw noAddress()
      const { ping } = await import('./ping.ts')
      await ping({ host, port, timeout, key }, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow ping 192.168.1.20 5000', 'is the encoder there up, and which Flow does it serve?'],
    ['peaflow ping --self --ready', 'is the replica in this container ready?'],
  ])
}

function noAddress(): FlowError {
  return new FlowError('CONFIG_COMMAND', 'the host and the control port of the Pea are missing', {
    hint: 'peaflow ping HOST PORT; in a container of a replica, peaflow ping --self',
  })
}

interface PingOptions {
  readonly timeout: number
  readonly key?: string
  readonly self: boolean
  readonly ready: boolean
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port > 0 && port <= 65_535) return port
  throw new InvalidArgumentError('Expected a number from 1 to 65535.')
}
