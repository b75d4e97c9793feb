import type { RunningFlow } from '@peaflow/engine'
import type { ServedFlow } from '@peaflow/serve'
import { count } from '../terminal/count.ts'

/** What is said of a Flow that is up. */
export interface ReadyReport {
  readonly flow: string
  /** How many Peas were launched. */
  readonly peas: number
  /** How many milliseconds the start took. */
  readonly ms: number
  /** The process that started it. */
  readonly pid: number
  /** Its runtime folder. */
  readonly folder?: string | undefined
  /** Where it is served. */
  readonly url?: string | undefined
  /** Where it is served over gRPC. */
  readonly grpc?: string | undefined
  /** The live page, with the token for it. */
  readonly page?: string | undefined
}

/** What is said of a Flow that is up now. */
export function toReadyReport(
  running: RunningFlow,
  { served, ms }: { readonly served: ServedFlow | undefined; readonly ms: number },
): ReadyReport {
  const { plan, folder } = running
  const known = { flow: plan.flow, peas: plan.peas.length - 1, ms, pid: process.pid, folder }
  return { ...known, url: served?.url, grpc: served?.grpc, page: served?.page }
}

/** Where reports are written. */
export interface ReportScreen {
  print(text: string, fields?: Readonly<Record<string, unknown>>): void
  note(text: string): void
}

/** Says that a Flow is up, and where. The live page has a token in it, so that it stands on a terminal only, and in JSON. */
export function printReady(screen: ReportScreen, report: ReadyReport, more: string): void {
  const { flow, peas, ms, url, grpc, page } = report
  screen.print(`${flow} is ready: ${count(peas, 'Pea')} in ${(ms / 1_000).toFixed(1)} s; ${more}`, {
    ready: true,
    ...report,
  })
  if (url !== undefined) screen.print(`serving at ${url}`)
  if (grpc !== undefined) screen.print(`serving gRPC at ${grpc}`)
  if (page !== undefined) screen.note(`live page at ${page}`)
}
