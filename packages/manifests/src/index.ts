export type { ComposeOptions } from './compose/to-compose.ts'
export { toCompose } from './compose/to-compose.ts'
export { toSwarm } from './compose/to-swarm.ts'
export { toDnsLabel, toDnsLabels } from './deployment/dns-names.ts'
export type { Comparison, Difference, DifferenceTopic, Workload, WrittenOptions } from './differences/difference.ts'
export { PLATFORM_NAMES } from './differences/difference.ts'
export { findDifferences } from './differences/find-differences.ts'
export { namePlan } from './differences/name-plan.ts'
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
export type { ExportedVolume } from './input/volumes.ts'
export { readVolume } from './input/volumes.ts'
export { literal } from './kubernetes/literal.ts'
export { PULL_POLICIES } from './kubernetes/pull-policies.ts'
export type { ResourceOptions } from './kubernetes/resources.ts'
export { resourcesOf } from './kubernetes/resources.ts'
export { containerSecurity, podSecurity } from './kubernetes/security.ts'
export type { KubernetesOptions } from './kubernetes/to-kubernetes.ts'
export { toKubernetes } from './kubernetes/to-kubernetes.ts'
export type { ContainerPod, ContainerSettings } from './options/container-settings.ts'
export { findContainerPods } from './options/container-settings.ts'
export { findProblems } from './options/find-problems.ts'
export { POD_OPTION_RULES } from './options/pod-option-rules.ts'
export type { ExportProblem } from './options/problem.ts'
export { throwProblems } from './options/problem.ts'
export type { OptionRule, PodRow, Refusal, Refused } from './options/rule.ts'
export { secretsFolder } from './secrets-folder.ts'
export type { Data } from './yaml/noted.ts'
