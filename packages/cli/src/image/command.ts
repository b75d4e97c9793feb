import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'

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
      "Builds the image that Pods in containers run in, from this machine's Node and libraries. It downloads nothing.",
    )
    .option('-t, --tag <name>', 'the name of the image (default: the one that the docker runtime looks for)')
    .action(async ({ tag }: { tag?: string }) => {
      const { buildImage } = await import('./build-image.ts')
      await buildImage(tag, globalsOf(build))
    })
  addExamples(build, [['peaflow image build --tag acme/pea:1', 'an image to push, or to build on']])
}
