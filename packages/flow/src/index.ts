export type { BuildOptions } from './build/build-flow.ts'
export { buildFlow } from './build/build-flow.ts'
export type { FlowCheck } from './builder/check-flow.ts'
export { checkFlow } from './builder/check-flow.ts'
export type { FlowDescription, Followers, PodProblem } from './builder/edges.ts'
export type { EnvFile, EnvFileProblem } from './file/env-file.ts'
export { parseEnvFile } from './file/env-file.ts'
export type { Environment } from './file/interpolate.ts'
export type { FlowProblem, SourcePosition } from './file/problem.ts'
export { formatProblem, toFileError } from './file/problem.ts'
export type { ReadOptions } from './file/read-draft.ts'
export { Flow } from './flow.ts'
export type { OptionProblem } from './options/check.ts'
export type { FlowOptions } from './options/flow-options.ts'
export type { JsonSchema } from './options/json-schema.ts'
export { flowSchema } from './options/json-schema.ts'
export type { Pod, PodEdges, PodValues } from './options/pod.ts'
export type {
  BatchOptions,
  ExecOptions,
  JoinOptions,
  PodOptions,
  PodUses,
  ReplicaRange,
} from './options/pod-options.ts'
export type { ServingOptions } from './options/serving-options.ts'
export type { Restart, SharedOptions } from './options/shared-options.ts'
export type { FlowFile } from './read-flow.ts'
export { readFlow } from './read-flow.ts'
export { scalePlan } from './scale/scale-plan.ts'
export type { EnvFiles } from './settings/env-files.ts'
