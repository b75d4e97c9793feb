import { type Command, InvalidArgumentError } from 'commander'
import { addFlowOption, type FlowOption } from '../flows/flow-option.ts'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import type { Scaling } from './scale.ts'

/** `peaflow scale`: gives Pods of a Flow that is up another number of replicas. */
export function addScale(program: Command): void {
  const command = addFlowOption(
    program.command('scale').argument('<pod=n...>', 'a Pod, and how many replicas it is to have', collectScaling),
  )
    .summary('give Pods of a Flow another number of replicas')
    .description(
      [
        'Gives Pods of a Flow that is up another number of replicas, one Pod after another, while requests pass: a new',
        'replica gets its share once it is ready, and one that is left over finishes what it has. Ends once that is so; ^C',
        'ends the command, and the Flow goes on with the change that it has begun.',
      ].join(' '),
    )
    .action(async (scalings: readonly Scaling[], options: FlowOption) => {
      const { scale } = await import('./scale.ts')
      process.exitCode = await scale(scalings, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow scale encode=5', 'five replicas of encode'],
    ['peaflow scale encode=2 index=1', 'two Pods, one after the other'],
  ])
}

/** `peaflow restart`: gives Pods of a Flow that is up new Peas. */
export function addRestart(program: Command): void {
  const command = addFlowOption(program.command('restart').argument('<pod...>', 'the Pods'))
    .summary('give Pods of a Flow new Peas, one at a time')
    .description(
      [
        'Gives Pods of a Flow that is up new Peas, one at a time, with the code of their executors read anew. No request',
        'fails: each Pea finishes what it has, and the others, or the senders of the Pod, take what comes meanwhile.',
      ].join(' '),
    )
    .action(async (pods: readonly string[], options: FlowOption) => {
      const { restart } = await import('./restart.ts')
      process.exitCode = await restart(pods, options, globalsOf(command))
    })
  addExamples(command, [['peaflow restart encode', 'run the code that you have just saved']])
}

function collectScaling(text: string, before: readonly Scaling[] = []): readonly Scaling[] {
  const [, pod, replicas] = /^([^=]+)=(\d{1,5})$/.exec(text) ?? []
  if (pod === undefined) throw new InvalidArgumentError('Write the Pod and a number of replicas, such as encode=5.')
  return [...before, { pod, replicas: Number(replicas) }]
}
