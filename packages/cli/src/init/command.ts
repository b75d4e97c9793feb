import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'

/** `peaflow init`: begins a project. */
export function addInit(program: Command): void {
  const command = program
    .command('init')
    .argument('[folder]', 'where to begin; it is created if it does not exist', '.')
    .summary('begin a project: a flow file and an executor that run at once')
    .description('Writes a flow file, an executor and a README that says how to run them. It overwrites nothing.')
    .option('--python', 'an executor in Python, instead of one in JavaScript', false)
    .action(async (folder: string, { python }: { readonly python: boolean }) => {
      const { initProject } = await import('./init.ts')
      await initProject(folder, { ...globalsOf(command), language: python ? 'python' : 'javascript' })
    })
  addExamples(command, [
    ['peaflow init hello && cd hello', 'begin in a folder of its own'],
    ['echo hello | peaflow run flow.yml --lines', 'then push a line of text through'],
    ['peaflow init --python soup', 'begin with an executor in Python'],
  ])
}
