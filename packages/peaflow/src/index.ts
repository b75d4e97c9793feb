export type {
  Document,
  ErrorCode,
  Executor,
  ExecutorContext,
  ExecutorFunction,
  ExecutorObject,
  FlowChange,
  FlowEvent,
  FlowLogLine,
  FlowPlan,
  FlowResult,
  FlowStatus,
  PeaLauncher,
  RequestOptions,
  RunningFlow,
  StartOptions,
  StopOptions,
  StreamOptions,
} from '@peaflow/cli/start'
export { FlowError, isFlowError, startFlow } from '@peaflow/cli/start'
export type { FlowOptions, JoinOptions, PodOptions } from '@peaflow/flow'
export { buildFlow, Flow } from '@peaflow/flow'
