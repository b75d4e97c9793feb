import { type Command, Option } from 'commander'
import { globalsOf } from './globals.ts'
import { addExamples } from './help.ts'

const FORMATS = ['text', 'json', 'mermaid', 'svg'] as const
const LEVELS = ['none', 'ignore_gateway', 'full'] as const

/** The options of `peaflow plan`. */
export interface PlanOptions {
  /** By default text, and json with `--json`. */
  readonly format?: (typeof FORMATS)[number] | undefined
  /** By default what the flow file says. */
  readonly optimize?: (typeof LEVELS)[number] | undefined
  readonly output: string
}

/** `peaflow plan`: what would run. */
export function addPlan(program: Command): void {
  const command = program
    .command('plan')
    .argument('<file>', 'the flow file')
    .summary('show what would run: every Pea, link and port')
    .description('Builds a Flow and prints its plan. Nothing starts, no port is opened, no Docker is needed.')
    .addOption(new Option('-f, --format <format>', 'how to print it (default: text)').choices(FORMATS))
    .addOption(
      new Option('--optimize <level>', 'which heads and tails to drop (default: as the file says)').choices(LEVELS),
    )
    .option('-o, --output <file>', 'where it goes; - is stdout', '-')
    .action(async (file: string, options: PlanOptions) => {
      const { printPlan } = await import('../plan/print.ts')
      await printPlan(file, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow plan flow.yml --format svg --output plan.svg', 'a picture'],
    ['peaflow plan flow.yml --format json | jq ".peas | length"', 'how many Peas there would be'],
  ])
}
