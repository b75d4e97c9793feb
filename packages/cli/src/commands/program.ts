import { Command } from 'commander'
import { addRestart, addScale } from '../change/command.ts'
import { addCheck } from '../check/command.ts'
import { addCompletion } from '../completion/command.ts'
import { addConformance } from '../conformance/command.ts'
import { addDoctor } from '../doctor/command.ts'
import { addDown } from '../down/command.ts'
import { addExport } from '../export/command.ts'
import { addImage } from '../image/command.ts'
import { addInit } from '../init/command.ts'
import { addJoin } from '../join/command.ts'
import { addKey } from '../key/command.ts'
import { addLogs } from '../logs/command.ts'
import { addMigrate } from '../migrate/command.ts'
import { addGlobalOptions } from '../options/globals.ts'
import { addExamples, styleHelp } from '../options/help.ts'
import { addPea } from '../pea/command.ts'
import { addPing } from '../ping/command.ts'
import { addPlan } from '../plan/command.ts'
import { addPod } from '../pod/command.ts'
import { addPrune } from '../prune/command.ts'
import { addPs } from '../ps/command.ts'
import { addRecord, addReplay } from '../replay/command.ts'
import { addRun } from '../run/command.ts'
import { addSchema } from '../schema/command.ts'
import { addTap } from '../tap/command.ts'
import { addTop } from '../top/command.ts'
import { addUp } from '../up/command.ts'
import { addWhy } from '../why/command.ts'

const GROUPS = [
  ['Run a Flow:', [addRun, addUp]],
  [
    'Operate a Flow that is up:',
    [addPs, addLogs, addTop, addScale, addRestart, addDown, addTap, addRecord, addReplay, addWhy],
  ],
  ['Write a Flow:', [addInit, addCheck, addPlan, addSchema, addMigrate]],
  ['Other machines:', [addExport, addKey, addJoin, addPod, addPing, addPea, addConformance]],
  ['This machine:', [addDoctor, addImage, addPrune, addCompletion]],
] as const

/** The command `peaflow` and its subcommands. Heavy modules are loaded only when a command runs. */
export function createProgram(version: string): Command {
  const program = new Command('peaflow')
    .description('Runs a graph of microservices from one short description.')
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    // Mistakes on the command line are reported like all other errors.
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
    ['echo hello | peaflow run flow.yml --lines', 'the same for a line of text'],
    ['peaflow plan flow.yml', 'see every process, container and port before anything starts'],
    ['peaflow doctor', 'see what this machine can run'],
  ])
  return program.addHelpText('after', '\nExit codes: 0 success, 1 failed while running, 2 wrong input, 130 interrupted')
}
