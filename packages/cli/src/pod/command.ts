import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import type { MachineOptions } from './options.ts'

/** `peaflow pod`: runs an external Pod of a Flow on another machine. */
export function addPod(program: Command): void {
  const command = program
    .command('pod')
    .argument('<file>', 'the flow file, or an excerpt of it')
    .argument('<name>', 'the external Pod')
    .summary('run an external Pod of a Flow on this machine')
    .description(
      [
        'Starts the Peas of an external Pod, as the flow file describes them, and keeps them up',
        'until ^C; a second ^C stops them at once. Flows on other machines find them at the',
        'ports that it prints, one Flow at a time.',
      ].join(' '),
    )
    .option('--host <host>', 'which of the hosts of the Pod this machine is')
    .option('--key <file>', 'the key of the Pod, or of its Flow (default: PEAFLOW_KEY_FILE, else the key of the file)')
    .option('--insecure', 'open ports for other machines even without a key')
    .option('--bind <address>', 'where to open ports (default: the host; 0.0.0.0 if that is not an address here)')
    .action(async (file: string, name: string, options: MachineOptions) => {
      const { runPod } = await import('./pod.ts')
      process.exitCode = await runPod({ file, name, ...options }, globalsOf(command))
    })
  addExamples(command, [['peaflow pod flow.yml encode', 'on the machine that is the host of encode in the file']])
}
