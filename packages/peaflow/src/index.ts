export type {
  CloseOptions,
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
  FlowStatistics,
  FlowStatus,
  PeaLauncher,
  RequestOptions,
  RunningFlow,
  ServedFlow,
  ServeOptions,
  StartOptions,
  StopOptions,
  StreamOptions,
  TlsOptions,
} from '@peaflow/cli/start'
export { FlowError, isFlowError, serve, startFlow } from '@peaflow/cli/start'
export type { FlowOptions, JoinOptions, PodOptions } from '@peaflow/flow'
export { buildFlow, Flow } from '@peaflow/flow'
