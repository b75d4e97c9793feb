import { FlowError } from '@peaflow/core'
import type { PodUses } from '../options/pod-options.ts'
import type { PodSettings } from './pod-settings.ts'

/** The variables of files, by their paths. */
export type EnvFiles = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * The settings of a Pod with the variables of its files in `env`.
 *
 * @throws FlowError `CONFIG_ENV_FILE` if those of a file are not passed.
 */
export function withEnvFiles(pod: string, settings: PodSettings<PodUses>, files: EnvFiles): PodSettings<PodUses> {
  const { envFile, env, ...rest } = settings
  if (envFile === undefined) return settings
  const all = envFile.map((path) => {
    if (Object.hasOwn(files, path)) return files[path]
    throw new FlowError('CONFIG_ENV_FILE', `"${pod}" takes variables from ${path}, which this build was not given`, {
      hint: 'Pass them: buildFlow(flow, { envFiles: { [path]: parseEnvFile(text).variables } })',
    })
  })
  return { ...rest, env: Object.assign({}, ...all, env) }
}
