import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { FlowError } from '@peaflow/core'
import { openFlow, requireFlow } from '../flow-file/load.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { openWriter } from '../output/writer.ts'
import { fromProblem } from '../report/diagnosis.ts'
import { report } from '../report/fail.ts'
import { reasonOf } from '../report/reason.ts'
import { completeExecutors, type Replacement } from './complete-executors.ts'
import { variablesOf, writeNotes } from './notes.ts'
import { writeSkeleton } from './skeletons.ts'

/** The options of `peaflow migrate`. */
export interface MigrateOptions {
  /** `-` is stdout. */
  readonly output: string
}

/**
 * Writes a flow file of Jina's as one of Peaflow's, and a skeleton for each executor that does not exist, and
 * for each class in Python its file.
 *
 * @throws FlowError `CONFIG_OUTPUT` if a file is in the way; all mistakes of the file.
 */
export async function migrate(file: string, { output }: MigrateOptions, globals: GlobalOptions): Promise<void> {
  const opened = await openFlow(file)
  const { flow, warnings, directory } = await requireFlow(opened)
  checkOutput(output, directory)
  const { flow: completed, skeletons, found } = await completeExecutors(flow, directory)
  const variables = variablesOf(await readFile(file, 'utf8'))
  const yaml = `${writeNotes({ file, warnings, variables, skeletons, found })}\n${completed.toYaml()}`
  const written = await writeSkeletons(skeletons, directory)
  report(
    warnings.map((warning) => fromProblem(warning, 'warning')),
    globals,
  )
  const toStdout = output === '-'
  if (!toStdout) await writeText(output, yaml)
  await print(
    globals.json ? `${JSON.stringify({ flow: yaml, output: toStdout ? null : output, skeletons })}\n` : yaml,
    {
      isShown: globals.json || toStdout,
    },
  )
  const files = toStdout ? written : [output, ...written]
  if (!globals.json && files.length > 0) process.stderr.write(`written: ${files.join(', ')}\n`)
}

/** Its relative paths start from its folder, so that they hold only in the same one. */
function checkOutput(output: string, directory: string): void {
  if (output === '-') return
  if (dirname(resolve(output)) !== directory) {
    throw new FlowError('CONFIG_OUTPUT', `${output} is not in the folder of the flow file`, {
      hint: `Its relative paths start there: write it to ${join(directory, 'flow.yml')}`,
    })
  }
  if (!existsSync(output)) return
  throw new FlowError('CONFIG_OUTPUT', `${output} exists, and is not overwritten`, { hint: 'Choose another name' })
}

/** Writes those that do not exist, and returns their paths. */
async function writeSkeletons(skeletons: readonly Replacement[], directory: string): Promise<readonly string[]> {
  const missing = skeletons.filter(({ path }) => !existsSync(resolve(directory, path)))
  for (const skeleton of missing) await writeText(resolve(directory, skeleton.path), writeSkeleton(skeleton))
  return missing.map(({ path }) => path)
}

async function writeText(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
  } catch (cause) {
    throw new FlowError('CONFIG_OUTPUT', `${path} cannot be written: ${reasonOf(cause)}`, { cause })
  }
}

async function print(text: string, { isShown }: { readonly isShown: boolean }): Promise<void> {
  if (!isShown) return
  const writer = await openWriter('-')
  await writer.write(text)
  await writer.end()
}
