import type { Command } from 'commander'
import { addExamples } from '../options/help.ts'

/** `peaflow key`: makes the key of a Flow, or derives that of a Pod. */
export function addKey(program: Command): void {
  const command = program
    .command('key')
    .summary('make the key of a Flow, or of a Pod')
    .description(
      [
        'Prints a new key for a Flow, whose option key, or the variable PEAFLOW_KEY_FILE, names',
        'the file. With --pod, reads the key of a Flow from standard input, and prints that of one of its',
        'Pods: a machine that runs this Pod needs no other, and can do nothing else with it.',
        'A file to which the output is sent gets the mode 600.',
      ].join(' '),
    )
    .option('--pod <name>', 'print the key of this Pod')
    .action(async ({ pod }: { pod?: string }) => {
      const { printKey } = await import('./print-key.ts')
      await printKey(pod)
    })
  addExamples(command, [
    ['peaflow key > flow.key', 'a new key'],
    ['peaflow key --pod encode < flow.key > encode.key', 'the key of the Pod encode, for the machine that runs it'],
  ])
}
