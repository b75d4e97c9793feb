import type { Deployment, PodContainers } from '../deployment/deployment.ts'
import type { ManifestFile } from '../input/exported-flow.ts'
import type { Data } from '../yaml/noted.ts'
import { podEnvFile, podKeyFile, secretPath } from './services.ts'

/** How a file of variables is written. */
export type EnvWriter = (variables: Readonly<Record<string, string>>) => string

/** A Flow has a file for each of its secrets, and each Pod one for its key and one for its variables. */
export function secretFiles({ container, pods }: Deployment, writeEnv: EnvWriter): readonly ManifestFile[] {
  const ofFlow = Object.entries(container.secrets).map(([name, text]) => secretFile(secretPath(name), text))
  return [...ofFlow, ...pods.flatMap((pod) => podFiles(pod, writeEnv))]
}

function podFiles(pod: PodContainers, writeEnv: EnvWriter): readonly ManifestFile[] {
  const key = secretFile(secretPath(podKeyFile(pod)), pod.key)
  if (Object.keys(pod.secretEnv).length === 0) return [key]
  return [key, secretFile(podEnvFile(pod), writeEnv(pod.secretEnv))]
}

function secretFile(path: string, text: string): ManifestFile {
  return { path, text, isSecret: true }
}

/** The secrets of a file, by their names. */
export function secretsSection({ container, pods }: Deployment): Data {
  const names = [...Object.keys(container.secrets), ...pods.map(podKeyFile)]
  return Object.fromEntries(names.map((name) => [name, { file: `./${secretPath(name)}` }]))
}

/** As `docker stack` reads it: each value is what stands there. */
export function writePlain(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
