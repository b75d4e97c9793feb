import { type Command, InvalidArgumentError } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'

/** `peaflow ping`: asks one Pea for its status. */
export function addPing(program: Command): void {
  const command = program
    .command('ping')
    .argument('<host>', 'the machine of the Pea')
    .argument('<port>', 'its control port', parsePort)
    .summary('ask a Pea for its status')
    .description('Asks an external Pea for its status, at its control port. The exit code is 1 if no Pea answers.')
    .option('-t, --timeout <ms>', 'milliseconds to wait for an answer', parseMilliseconds, 3_000)
    .option('--key <file>', 'the key of its Pod, if it was started with one')
    .action(async (host: string, port: number, { timeout, key }: { timeout: number; key?: string }) => {
      const { ping } = await import('./ping.ts')
      await ping({ host, port, timeout, key }, globalsOf(command))
    })
  addExamples(command, [['peaflow ping 192.168.1.20 5000', 'is the encoder there up, and which Flow does it serve?']])
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port > 0 && port <= 65_535) return port
  throw new InvalidArgumentError('Expected a number from 1 to 65535.')
}

function parseMilliseconds(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected a number of milliseconds.')
}
