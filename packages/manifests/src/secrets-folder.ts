import { SECRETS_FOLDER as COMPOSE_FOLDER } from './compose/services.ts'
import type { Platform } from './input/exported-flow.ts'
import { SECRETS_FOLDER as KUBERNETES_FOLDER } from './kubernetes/names.ts'

/** The folder of the container of a Flow in which its secret files are. */
export function secretsFolder(platform: Platform): string {
  return platform === 'kubernetes' ? KUBERNETES_FOLDER : COMPOSE_FOLDER
}
