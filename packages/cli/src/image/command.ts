import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import type { BuildImageOptions } from './build-image.ts'

/** `peaflow image build`: builds the image that Peas in containers run in. */
export function addImage(program: Command): void {
  const image = program
    .command('image')
    .summary('build the container image of Peas')
    .usage('<command> [options]')
    .helpCommand(false)
  const build = image
    .command('build')
    .summary('build the image from this machine')
    .description(
      "Builds the image that Pods in containers run in, from this machine's Node and libraries, and with --python its Python. It downloads nothing.",
    )
    .option('-t, --tag <name>', 'the name of the image (default: peaflow/pea, with --python peaflow/pea-python)')
    .option('--python [interpreter]', 'with the Python of this machine, for executors in Python (default: python3)')
    .action(async (options: BuildImageOptions) => {
      const { buildImage } = await import('./build-image.ts')
      await buildImage(options, globalsOf(build))
    })
  addExamples(build, [
    ['peaflow image build --tag acme/pea:1', 'an image to push, or to build on'],
    ['peaflow image build --python', 'for executors in Python: peaflow/pea-python'],
  ])
}
