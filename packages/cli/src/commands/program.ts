import { Command } from 'commander'
import { addCheck } from './check.ts'
import { addCompletion } from './completion.ts'
import { addDoctor } from './doctor.ts'
import { addGlobalOptions } from './globals.ts'
import { addExamples, styleHelp } from './help.ts'
import { addImage } from './image.ts'
import { addPea } from './pea.ts'
import { addPing } from './ping.ts'
import { addPlan } from './plan.ts'
import { addPod } from './pod.ts'
import { addPrune } from './prune.ts'
import { addRun } from './run.ts'
import { addSchema } from './schema.ts'
import { addUp } from './up.ts'

const GROUPS = [
  ['Run a Flow:', [addRun, addUp]],
  ['Write a Flow:', [addCheck, addPlan, addSchema]],
  ['Other machines:', [addPod, addPing, addPea]],
  ['This machine:', [addDoctor, addImage, addPrune, addCompletion]],
] as const

/** The command `peaflow` and all below it; nothing heavy is loaded before one of them runs. */
export function createProgram(version: string): Command {
  const program = new Command('peaflow')
    .description('Runs a graph of microservices from one short description.')
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help; after a command, its own')
    .exitOverride()
    // Mistakes on the command line are reported like all others.
    .configureOutput({ outputError: () => undefined })
  styleHelp(addGlobalOptions(program))
  program.addHelpCommand(
    new Command('help').argument('[command]').summary('print the help of a command').helpGroup('This machine:'),
  )
  for (const [heading, commands] of GROUPS) {
    program.commandsGroup(heading)
    for (const add of commands) add(program)
  }
  addExamples(program, [
    ['peaflow run flow.yml --input documents.ndjson > results.ndjson', 'push documents through a Flow'],
    ['echo hello | peaflow run flow.yml --lines', 'the same with a line of text'],
    ['peaflow plan flow.yml', 'see every process, container and port before anything starts'],
    ['peaflow doctor', 'see what this machine can run'],
  ])
  return program.addHelpText('after', '\nExit codes: 0 done, 1 failed while running, 2 wrong input, 130 interrupted')
}
