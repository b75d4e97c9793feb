import type { Command } from 'commander'
import { globalsOf } from './globals.ts'
import { addExamples } from './help.ts'

/** `peaflow image build`: make the image that Peas in containers run in. */
export function addImage(program: Command): void {
  const image = program
    .command('image')
    .summary('make the container image of Peas')
    .usage('<command> [options]')
    .helpCommand(false)
  const build = image
    .command('build')
    .summary('make the image from this machine')
    .description(
      "Makes the image that a Pod in a container runs in, from this machine's Node and libraries: no download.",
    )
    .option('-t, --tag <name>', 'what to call it (default: what the docker runtime looks for)')
    .action(async ({ tag }: { tag?: string }) => {
      const { buildImage } = await import('../docker/build-image.ts')
      await buildImage(tag, globalsOf(build))
    })
  addExamples(build, [['peaflow image build --tag acme/pea:1', 'an image to push, or to build upon']])
}
