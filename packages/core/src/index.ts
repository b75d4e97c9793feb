export { parseDuration } from './duration.ts'
export type { ErrorCode, ErrorPrefix, FlowErrorOptions } from './error.ts'
export { exitCodeOf, FlowError, isFlowError } from './error.ts'
export type {
  Document,
  Executor,
  ExecutorContext,
  ExecutorFunction,
  ExecutorLog,
  ExecutorObject,
  ExecutorResult,
  ExecutorStream,
} from './executor.ts'
export { BUILT_IN_EXECUTORS } from './executor.ts'
export { findGenerator } from './generator.ts'
export type { ImageName, ParsedImageName } from './image-name.ts'
export { parseImageName } from './image-name.ts'
export type {
  LaunchOptions,
  PeaExit,
  PeaHandle,
  PeaLauncher,
  PeaLogLine,
  SharedFolder,
  StopOptions,
} from './launcher/launcher.ts'
export { END_OF_TEXT, LIFELINE } from './launcher/lifeline.ts'
export type { LeveledLine, LogLevel } from './launcher/log-level.ts'
export { markLevel, readLogLine } from './launcher/log-level.ts'
export type { PeaOutput } from './launcher/output.ts'
export { LAST_LINES, openOutput } from './launcher/output.ts'
export { SPEC_FILE } from './launcher/spec-file.ts'
export type { LineSplitter } from './launcher/split-lines.ts'
export { FLOW_NAME, POD_NAME } from './names.ts'
export { nearest } from './nearest.ts'
export { toFileName } from './option-name.ts'
export { parsePeaArgs, readsPeaInput, toPeaArgs } from './pea/args.ts'
export type { FlagKind, PeaFlag } from './pea/flag.ts'
export { PEA_FLAGS, toFlagName } from './pea/flag-table.ts'
export type { Address, PeaFlags } from './pea/flags.ts'
export { PEA_FLAG_DEFAULTS } from './pea/flags.ts'
export type { ContainerPaths } from './pea/inner-spec.ts'
export { openInside, toInnerSpec } from './pea/inner-spec.ts'
export type { PrivateSpec } from './pea/input.ts'
export { addPeaInput, toPeaInput } from './pea/input.ts'
export type { Insulation } from './pea/own-network.ts'
export { hasOwnNetwork, socketInside } from './pea/own-network.ts'
export type { PeaSpec } from './pea/spec.ts'
export { isJoined, JOIN_RUNTIME } from './plan/joined.ts'
export type {
  BatchPlan,
  ContainerOptions,
  ExecPlan,
  ExecProtocol,
  OptimizeLevel,
  Polling,
  PollingMode,
  PullPolicy,
  RestartPolicy,
  Scheduling,
  Uses,
} from './plan/options.ts'
export type {
  ControlPlan,
  FlowPlan,
  FlowPlanOptions,
  InputPlan,
  JoinedPlan,
  OutputPlan,
  PeaPlan,
  PeaRole,
  PodPlan,
  StagePlan,
} from './plan/plan.ts'
export type { Restart, Restarts, UnexpectedEnd } from './plan/restart-policy.ts'
export { NO_RESTARTS, nextRestart } from './plan/restart-policy.ts'
export { calledStagesOf, namesakes, stagesOf } from './plan/stages.ts'
export { functionNameOf, isExec, isExecPlan } from './plan/uses.ts'
export { isReservedPath } from './reserved-paths.ts'
export type {
  EndpointDescription,
  EndpointSchemas,
  Endpoints,
  JsonSchema,
  JsonSchemaTarget,
  Schema,
  StandardIssue,
  StandardResult,
  StandardSchema,
} from './schema.ts'
export type { ConnectOptions } from './topology/connect.ts'
export { connect, toAddress, toHostPort } from './topology/connect.ts'
export type { LinkEnds } from './topology/host.ts'
export {
  CLUSTER_HOST,
  CONTAINER_HOST,
  isInCluster,
  machineOf,
  resolveHost,
  shareMachine,
  WILDCARD_HOST,
} from './topology/host.ts'
export type { Link, LinkPlan } from './topology/link.ts'
export type { Placement } from './topology/placement.ts'
export type { LinkEnd } from './topology/sides.ts'
export type { SocketMode, SocketPattern, SocketPlan } from './topology/socket.ts'
export { MATES } from './topology/socket.ts'
export type { Transport } from './topology/transport.ts'
export { usesPort } from './topology/transport.ts'
export type { WrittenVolume } from './volume.ts'
export { isVolumePath, splitVolume } from './volume.ts'
export { workingFolderGone } from './working-folder.ts'
