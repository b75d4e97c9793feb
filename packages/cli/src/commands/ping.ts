import { type Command, InvalidArgumentError } from 'commander'
import { globalsOf } from './globals.ts'
import { addExamples } from './help.ts'

/** `peaflow ping`: ask one Pea how it is. */
export function addPing(program: Command): void {
  const command = program
    .command('ping')
    .argument('<host>', 'the machine of the Pea')
    .argument('<port>', 'its control port', readPort)
    .summary('ask a Pea how it is')
    .description('Asks an external Pea, by its control port, how it is. The exit code is 1 if nothing answers.')
    .option('-t, --timeout <ms>', 'milliseconds to wait for an answer', readMilliseconds, 3_000)
    .action(async (host: string, port: number, { timeout }: { timeout: number }) => {
      const { ping } = await import('../ping/ping.ts')
      await ping({ host, port, timeout }, globalsOf(command))
    })
  addExamples(command, [['peaflow ping 192.168.1.20 5000', 'is the encoder there up, and whom does it serve?']])
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port > 0 && port <= 65_535) return port
  throw new InvalidArgumentError('It is a number from 1 to 65535.')
}

function readMilliseconds(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a number of milliseconds.')
}
