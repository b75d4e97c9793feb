import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { FlowError } from '@peaflow/core'
import type { ManifestFile, Platform } from '@peaflow/manifests'
import type { GlobalOptions } from '../options/globals.ts'
import { report } from '../report/fail.ts'
import { imageCommands } from './image-commands.ts'
import { checkLeft } from './left-secret.ts'
import { openExport } from './open-export.ts'
import { renderFlow } from './render.ts'
import { exposedVariables } from './secret-env.ts'
import { flowSecrets, KEY, podKeys, takeKey } from './secrets.ts'
import { gitignore, writeFiles } from './write-files.ts'

/** The options of `peaflow export`. */
export interface ExportOptions extends GlobalOptions {
  readonly platform: Platform
  /** The folder to write to. */
  readonly output: string
  /** The file with the key of the Flow. */
  readonly key?: string | undefined
  /** The image of the Flow. */
  readonly image: string
  readonly target?: string | undefined
  /** Whether the Flow runs once. */
  readonly run: boolean
}

/**
 * Writes a Flow as manifests.
 *
 * @throws FlowError all mistakes of the file, `CONFIG_KEY`, `CONFIG_OUTPUT`, and what a Flow throws that cannot be exported.
 */
export async function exportFlow(file: string, options: ExportOptions): Promise<void> {
  const { platform, output, target, run, image } = options
  checkPlatform(options)
  const { flow, directory, sources, envFiles } = await openExport(file, options)
  checkFolder(output, directory)
  const own = join(output, KEY)
  const { key, isNew } = takeKey(options.key ?? own, { mayBeNew: options.key === undefined && !existsSync(own) })
  const keys = podKeys(
    key,
    flow.pods.map(({ name }) => name),
  )
  const commands = await imageCommands(flow)
  const files = renderFlow({
    ...{ platform, flow, sources, envFiles, image, target, run },
    commands: commands.found,
    secrets: flowSecrets(key, flow.options, directory),
    keys,
    directory: relative(resolve(output), directory) || '.',
    user: process.getuid === undefined ? undefined : `${process.getuid()}:${process.getgid?.() ?? 0}`,
  })
  const left = checkLeft(output, files, isNew ? keys.values() : [])
  report([...exposedVariables(flow, sources), ...commands.warnings], options)
  const ownKey = { path: KEY, text: flowSecrets(key, {}, directory)[KEY] ?? '', isSecret: true }
  const all = isNew ? withKey(files, ownKey) : files
  const ignored = gitignore(output, secretPaths(all, options))
  // It comes first: a secret is never there without it.
  const result = await writeFiles(output, ignored === undefined ? all : [ignored, ...all])
  report(left, options)
  print(result, options)
}

/** The files with that of the key, unless a platform has it among its own. */
function withKey(files: readonly ManifestFile[], key: ManifestFile): readonly ManifestFile[] {
  return files.some(({ path }) => path === key.path) ? files : [...files, key]
}

/** The files of the folder that are secret, the key of an earlier export included. */
function secretPaths(files: readonly ManifestFile[], { key }: Pick<ExportOptions, 'key'>): readonly string[] {
  const secret = files.filter(({ isSecret }) => isSecret).map(({ path }) => path)
  return [...new Set(key === undefined ? [...secret, KEY] : secret)]
}

/** An export replaces files of its own, among them a `flow.yml`: not those of an author. */
function checkFolder(output: string, directory: string): void {
  if (resolve(output) !== resolve(directory)) return
  throw new FlowError(
    'CONFIG_OUTPUT',
    `${resolve(output)} is the folder of the flow file, whose files would be replaced`,
    {
      hint: `Choose a folder of its own: --output ${join(output, 'deploy')}`,
    },
  )
}

/** Jobs and versions are of Kubernetes. */
function checkPlatform({ platform, target, run }: ExportOptions): void {
  const wrong =
    platform === 'kubernetes' ? undefined : (run && '--run') || (target !== undefined && '--target') || undefined
  if (wrong === undefined) return
  throw new FlowError(
    'CONFIG_COMMAND',
    `${wrong} is an option of export kubernetes, and means nothing to ${platform}`,
    {
      hint: 'Leave it out',
    },
  )
}

function print(
  { written, left }: { readonly written: readonly string[]; readonly left: readonly string[] },
  { json, output }: ExportOptions,
): void {
  const text = [
    `Wrote ${written.map((path) => join(output, path)).join(', ')}`,
    ...(left.length === 0
      ? []
      : [`Left as they are, since they are secret: ${left.map((path) => join(output, path)).join(', ')}`]),
  ]
  process.stdout.write(
    json ? `${JSON.stringify({ folder: resolve(output), written, left })}\n` : `${text.join('\n')}\n`,
  )
}
