export type {
  Document,
  ErrorCode,
  Executor,
  ExecutorContext,
  ExecutorFunction,
  ExecutorObject,
  FlowPlan,
  PeaLauncher,
  StopOptions,
} from '@peaflow/core'
export { FlowError, isFlowError } from '@peaflow/core'
export type {
  FlowChange,
  FlowEvent,
  FlowLogLine,
  FlowResult,
  FlowStatistics,
  FlowStatus,
  RequestOptions,
  RunningFlow,
  StreamOptions,
} from '@peaflow/engine'
export type { CloseOptions, ServedFlow, ServeOptions, TlsOptions } from '@peaflow/serve'
export type { StartOptions } from './start/options.ts'
export { serve } from './start/serve.ts'
export { startFlow } from './start/start-flow.ts'
