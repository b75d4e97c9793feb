import { type Command, Option } from 'commander'
import { PEA_IMAGE } from '../export/pea-image.ts'
import { PLATFORMS } from '../export/platforms.ts'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { FORMATS, LEVELS, type PlanOptions } from './options.ts'

/** `peaflow plan`: prints what would run. */
export function addPlan(program: Command): void {
  const command = program
    .command('plan')
    .argument('<file>', 'the flow file')
    .summary('show what would run: every Pea, link and port')
    .description('Builds a Flow and prints its plan. Nothing is started, no port is opened, Docker is not needed.')
    .addOption(new Option('-f, --format <format>', 'how to print it (default: text)').choices(FORMATS))
    .addOption(
      new Option('--optimize <level>', 'which heads and tails to drop (default: as the file says)').choices(LEVELS),
    )
    .option('--join <address>', 'where replicas join, as for up: [host:]port')
    .addOption(
      new Option('--on <platform>', 'the plan of what peaflow export writes, and what is not as on this machine')
        .choices(PLATFORMS)
        .conflicts(['optimize', 'join']),
    )
    .option('--image <name>', `with --on, the image of the Flow, as for export (default: ${PEA_IMAGE})`)
    .option('-o, --output <file>', 'where to write it; - is stdout', '-')
    .action(async (file: string, options: PlanOptions) => {
      const { printPlan } = await import('./print.ts')
      await printPlan(file, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow plan flow.yml --format svg --output plan.svg', 'a picture'],
    ['peaflow plan flow.yml --format json | jq ".peas | length"', 'how many Peas there would be'],
    ['peaflow plan flow.yml --on kubernetes', 'what would run in a cluster; exit code 2 if it cannot be exported'],
  ])
}
