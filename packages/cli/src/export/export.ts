import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { FlowError } from '@peaflow/core'
import type { ManifestFile, Platform } from '@peaflow/manifests'
import { requireEnvFiles } from '../flow-file/env-files.ts'
import { loadFlow } from '../flow-file/load.ts'
import { readFlowFile } from '../flow-file/read.ts'
import type { GlobalOptions } from '../options/globals.ts'
import type { Diagnosis } from '../report/diagnosis.ts'
import { report } from '../report/fail.ts'
import { reportWarnings } from '../screen/load-reported.ts'
import { imageCommands } from './image-commands.ts'
import { renderFlow } from './render.ts'
import { findExposed } from './secret-env.ts'
import { flowSecrets, podKeys, takeKey } from './secrets.ts'
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

const KEY = 'flow.key'

/**
 * Writes a Flow as manifests.
 *
 * @throws FlowError all mistakes of the file, `CONFIG_KEY`, `CONFIG_OUTPUT`, and what a Flow throws that cannot be exported.
 */
export async function exportFlow(file: string, options: ExportOptions): Promise<void> {
  const { platform, output, target, run, image } = options
  checkPlatform(options)
  const [{ flow, warnings, directory }, sources] = await Promise.all([loadFlow(file), readFlowFile(file)])
  reportWarnings(warnings, options)
  const own = join(output, KEY)
  const { key, isNew } = takeKey(options.key ?? own, { mayBeNew: options.key === undefined && !existsSync(own) })
  const commands = await imageCommands(flow)
  const files = renderFlow({
    ...{ platform, flow, sources, image, target, run },
    envFiles: await requireEnvFiles(flow, directory),
    commands: commands.found,
    secrets: flowSecrets(key, flow.options, directory),
    keys: podKeys(
      key,
      flow.pods.map(({ name }) => name),
    ),
    directory: relative(resolve(output), directory) || '.',
    user: process.getuid === undefined ? undefined : `${process.getuid()}:${process.getgid?.() ?? 0}`,
  })
  report([...exposed(findExposed(flow, sources)), ...commands.warnings], options)
  const ownKey = { path: KEY, text: flowSecrets(key, {}, directory)[KEY] ?? '', isSecret: true }
  const all = isNew ? withKey(files, ownKey) : files
  const ignored = gitignore(output, secretPaths(all, options))
  // It comes first: a secret is never there without it.
  const { written, left } = await writeFiles(output, ignored === undefined ? all : [ignored, ...all])
  report(
    files.flatMap((secret) => (left.includes(secret.path) ? lackOf(output, secret) : [])),
    options,
  )
  print({ written, left }, options)
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

function exposed(variables: readonly string[]): readonly Diagnosis[] {
  if (variables.length === 0) return []
  const message = `what is exported has the value of ${variables.join(', ')} in the \`with\` of a Pod`
  const hint = 'If it is secret, hand it over in `env`, and read it there: that stands among the secrets'
  return [{ severity: 'warning', code: 'CONFIG_EXPORT_EXPOSED', message, hint }]
}

/** The entries that a Secret lacks which was left as it is. */
function lackOf(output: string, { path, text }: ManifestFile): readonly Diagnosis[] {
  const file = join(output, path)
  const entries = (yaml: string): readonly string[] =>
    [...yaml.matchAll(/^ {2}([\w.-]+):/gm)].map(([, name = '']) => name)
  const there = new Set(entries(readFileSync(file, 'utf8')))
  const missing = path === 'secret.yaml' ? entries(text).filter((entry) => !there.has(entry)) : []
  if (missing.length === 0) return []
  const hint = `Add them, or remove ${file} and export again: the key stays that of ${KEY}`
  return [{ severity: 'warning', code: 'CONFIG_EXPORT_SECRET', message: `${file} lacks ${missing.join(', ')}`, hint }]
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
