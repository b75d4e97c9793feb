export type { ComposeOptions } from './compose/to-compose.ts'
export { toCompose } from './compose/to-compose.ts'
export { toSwarm } from './compose/to-swarm.ts'
export { writeEnvFile } from './input/env-file.ts'
export type {
  ExportedFlow,
  ExportedSecrets,
  ExportedServing,
  ManifestFile,
  Platform,
  PodSecrets,
} from './input/exported-flow.ts'
export { mayPollAll } from './input/polling.ts'
export type { KubernetesOptions } from './kubernetes/to-kubernetes.ts'
export { toKubernetes } from './kubernetes/to-kubernetes.ts'
export type { ContainerPod, ContainerSettings } from './options/container-settings.ts'
export { findContainerPods } from './options/container-settings.ts'
export { POD_OPTION_RULES } from './options/pod-option-rules.ts'
export type { OptionRule, PodRow, Refusal, Refused } from './options/rule.ts'
export { secretsFolder } from './secrets-folder.ts'
