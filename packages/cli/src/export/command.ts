import { Argument, type Command } from 'commander'
import { type GlobalOptions, globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import type { ExportOptions } from './export.ts'
import { PEA_IMAGE } from './pea-image.ts'
import { PLATFORMS } from './platforms.ts'

type CommandOptions = Omit<ExportOptions, keyof GlobalOptions>

/** `peaflow export`: writes a Flow as manifests for a cluster. */
export function addExport(program: Command): void {
  const command = program
    .command('export')
    .addArgument(new Argument('<platform>', 'what it is to run on').choices(PLATFORMS))
    .argument('<file>', 'the flow file')
    .summary('write a Flow as manifests for Kubernetes, Docker Swarm or Docker Compose')
    .description(
      [
        'Writes a Flow as manifests. The Flow is one container; the replicas of Pods with an image are',
        'containers that join it, and open no port. What is secret is written once, for its owner alone: a later',
        'export leaves it as it is.',
      ].join(' '),
    )
    .requiredOption('-o, --output <folder>', 'the folder to write to; it is created if it does not exist')
    .option('--key <file>', 'the key of the Flow (default: flow.key in the folder, which is made once)')
    .option('--image <name>', 'the image of the Flow, with the code of Pods without an image in /flow', PEA_IMAGE)
    .option('--target <version>', 'the oldest version of Kubernetes that it is for, such as 1.20')
    .option('--run', 'run the Flow once, as a Job of Kubernetes', false)
    .action(async (platform: ExportOptions['platform'], file: string, options: Omit<CommandOptions, 'platform'>) => {
      const { exportFlow } = await import('./export.ts')
      await exportFlow(file, { ...globalsOf(command), ...options, platform })
    })
  addExamples(command, [
    ['peaflow export kubernetes flow.yml -o k8s', 'then: kubectl apply -k k8s'],
    ['peaflow export swarm flow.yml -o swarm', 'then: docker stack deploy -c swarm/stack.yml search'],
    ['peaflow export compose flow.yml -o compose', 'then: docker compose --project-directory compose up'],
    ['peaflow export kubernetes flow.yml --image acme/search:1 -o k8s', 'with the code of the Pods that have no image'],
  ])
}
