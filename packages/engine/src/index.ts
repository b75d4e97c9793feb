export type {
  FlowResult,
  GatewayEndpointStatistics,
  GatewayStatistics,
  RequestOptions,
  StreamOptions,
} from '@peaflow/pea/internal'
export type { EndpointStatistics, Histogram, ProcessStatistics, TrafficCount } from '@peaflow/protocol'
export { countOf, mergeHistograms, NO_VALUES, QUANTILE_ERROR, quantile, upperBound } from '@peaflow/protocol'
export type { FlowEndpoint, FlowEndpoints, PodEndpoint } from './endpoints/flow-endpoints.ts'
export { refuseEndpoint } from './endpoints/refuse-endpoint.ts'
export type { FlowEvent, FlowLogLine } from './launch/events.ts'
export type { Executors, Launchers, Replan, StartOptions } from './launch/options.ts'
export type { FlowLoad, FlowReadiness, PodReadiness } from './running/readiness.ts'
export type { PodRestartOptions, RunningFlow } from './running/running-flow.ts'
export type { FlowChange, FlowPeaStatus, FlowStatus } from './running/status.ts'
export { ADMIN_SOCKET } from './runtime/admin-socket.ts'
export { baseFolders } from './runtime/base-folders.ts'
export { isLocked } from './runtime/lock.ts'
export { isOwnFolder, makeOwnFolder } from './runtime/own-folder.ts'
export { pruneRuntimeFolders } from './runtime/sweep.ts'
export { startFlow } from './start/start-flow.ts'
export type { FlowStatistics, PeaProcess, PodStatistics } from './statistics/flow-statistics.ts'
export type { RestartReason, RestartTotals } from './supervise/restart-counts.ts'
export type { PeaPhase } from './supervise/state.ts'
export type { TapOptions } from './tap/options.ts'
export type { Tapped } from './tap/tapped.ts'
