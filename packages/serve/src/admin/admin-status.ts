import type { FlowChange, FlowPeaStatus, FlowReadiness, RunningFlow } from '@peaflow/engine'
import type { Administration } from './administration.ts'

/** How a Flow is doing, and who runs it: `GET /-/status`. */
export interface AdminStatus extends Omit<FlowReadiness, 'status'> {
  /** The name of the Flow. */
  readonly flow: string
  /** Its runtime folder. */
  readonly folder: string | undefined
  /** The absolute path of the flow file. */
  readonly file?: string | undefined
  /** The process that started it. */
  readonly pid: number
  /** The version of that program. */
  readonly version: string
  /** When it was started: ISO 8601. */
  readonly started: string
  /** Whether it runs without a terminal. */
  readonly detached: boolean
  /** Where it is served. */
  readonly urls: readonly string[]
  readonly state: FlowReadiness['status']
  /** Messages that the Flow itself has dropped because they break the protocol. */
  readonly dropped: number
  /** What is being changed; `undefined` if nothing is. */
  readonly change?: FlowChange | undefined
  /** Every Pea but the gateway, in the order of their launch. */
  readonly peas: readonly AdminPeaStatus[]
}

/** How one of its Peas is doing. */
export type AdminPeaStatus = Omit<FlowPeaStatus, 'report'>

/** What a status is made of. */
export interface AdminStatusSources {
  readonly running: RunningFlow
  readonly about: Administration['about']
  readonly urls: readonly string[]
  /** Whether its server is being closed. */
  readonly isLeaving: boolean
}

/** Asks every Pea how it is doing. Takes half a second if one does not answer. */
export async function readAdminStatus({ running, about, urls, isLeaving }: AdminStatusSources): Promise<AdminStatus> {
  const { flow, dropped, change, peas } = await running.status()
  const { status, ...readiness } = running.readiness()
  const state = isLeaving ? 'stopping' : status
  const { file, version, detached, startTime } = about
  const program = { file, pid: process.pid, version, started: startTime.toISOString(), detached, urls }
  const withoutReports = peas.map(({ report: _report, ...pea }) => pea)
  return { flow, folder: running.folder, ...program, state, ...readiness, dropped, change, peas: withoutReports }
}
