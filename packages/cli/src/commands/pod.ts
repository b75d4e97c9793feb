import type { Command } from 'commander'
import { globalsOf } from './globals.ts'
import { addExamples } from './help.ts'

/** The options of `peaflow pod`. */
export interface PodCommandOptions {
  /** Which of the Pod's hosts this machine is. */
  readonly host?: string | undefined
  /** The address of this machine on which ports are opened. */
  readonly bind?: string | undefined
}

/** `peaflow pod`: the external Pod of a Flow that runs elsewhere. */
export function addPod(program: Command): void {
  const command = program
    .command('pod')
    .argument('<file>', 'the flow file, or a part of it')
    .argument('<name>', 'the external Pod')
    .summary('run an external Pod of a Flow, on this machine')
    .description(
      [
        'Starts the Peas of a Pod that is external, as the flow file describes them, and',
        'stays until ^C; a second ^C insists. Flows on other machines find them at the ports',
        'that it prints, one Flow at a time.',
      ].join(' '),
    )
    .option('--host <host>', 'which of the hosts of the Pod this machine is')
    .option('--bind <address>', 'where ports are opened (default: at the host; 0.0.0.0 if that is no address here)')
    .action(async (file: string, name: string, options: PodCommandOptions) => {
      const { runPod } = await import('../pod/run.ts')
      process.exitCode = await runPod({ file, name, ...options }, globalsOf(command))
    })
  addExamples(command, [['peaflow pod flow.yml encode', 'on the machine that the file calls the host of encode']])
}
