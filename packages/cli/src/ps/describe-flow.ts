import { isJoined } from '@peaflow/core'
import type { AdminStatus } from '@peaflow/serve'
import { toAge, toBytes, toPercent } from '../terminal/amount.ts'
import type { Paint } from '../terminal/color.ts'
import { count } from '../terminal/count.ts'
import { cutMiddle } from '../terminal/cut.ts'
import { printable } from '../terminal/printable.ts'
import { toTable, widthOf } from '../terminal/table.ts'

/** How a Flow is described. */
export interface DescribeOptions {
  readonly now: Date
  readonly paint: Paint
  /** The width of the terminal; `undefined` if it is none. Ids of Peas are cut to fit it. */
  readonly columns?: number | undefined
}

type Pea = AdminStatus['peas'][number]

const HEADINGS = ['PEA', 'RUNTIME', 'PROCESS', 'STATE', 'RESTARTS', 'HELD', 'CPU', 'MEMORY', 'UPTIME'] as const

/** The columns of numbers. */
const RIGHT = [4, 5, 6, 7, 8] as const

/** The least width that an id of a Pea is cut to. */
const LEAST_ID = 8

/** A Flow in words, and a table of its Peas. */
export function describeFlow(status: AdminStatus, { now, paint, columns }: DescribeOptions): string {
  const rows = status.peas.map((pea) => toRow(pea, paint))
  const ids = status.peas.map(idOf)
  const others = widthOf(tableOf(rows).split('\n', 1)[0] ?? '') - HEADINGS[0].length
  const most = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(LEAST_ID, columns - others)
  const table = tableOf(rows.map((row, index) => [cutMiddle(ids[index] ?? '', most), ...row.slice(1)]))
  const [headings = '', ...lines] = table.split('\n')
  return `${[headOf(status, { now, paint }), aboutOf(status), '', paint.dim(headings), ...lines].join('\n')}\n`
}

function tableOf(rows: readonly (readonly string[])[]): string {
  return toTable([HEADINGS, ...rows], { right: RIGHT })
}

function headOf(status: AdminStatus, { now, paint }: DescribeOptions): string {
  const { flow, state, urls, started } = status
  const shown = state === 'ready' ? paint.green(state) : paint.red(state)
  const uptime = `up ${toAge(Math.max(0, now.getTime() - Date.parse(started)))}`
  const requests = `${count(status.inFlight, 'request')} in flight, ${status.waiting} waiting`
  return [`${paint.bold(printable(flow))} ${shown}`, ...urls.map(printable), uptime, requests].join('  ')
}

function aboutOf({ file, folder, pid, change }: AdminStatus): string {
  const about = [printable(file ?? ''), printable(folder ?? ''), `pid ${pid}`].filter((text) => text !== '').join('  ')
  if (change === undefined) return about
  const what = change.type === 'scaling' ? `to ${count(change.to, 'replica')} from ${change.from}` : 'its Peas'
  return `${about}\n${change.type} ${change.pod} ${what}`
}

function toRow(pea: Pea, paint: Paint): readonly string[] {
  const { runtime, pid, container, address, phase, restarts, cpu, memory, uptime } = pea
  // Of one that has joined, where it runs is known, and no more.
  const elsewhere = isJoined(pea) ? (address ?? '-') : '-'
  const ran = container?.slice(0, 12) ?? String(pid ?? elsewhere)
  return [
    '',
    runtime,
    ran,
    paintPhase(phase, paint),
    String(restarts),
    String(pea.held ?? '-'),
    cpu === undefined ? '-' : toPercent(cpu),
    memory === undefined ? '-' : toBytes(memory),
    uptime === undefined ? '-' : toAge(uptime),
  ]
}

/** `encode/0`, and the other Pods of its group: `encode/0 (tag)`. */
function idOf({ id, pod, pods = [] }: Pea): string {
  const others = pods.filter((name) => name !== pod)
  return others.length === 0 ? id : `${id} (${others.join(', ')})`
}

function paintPhase(phase: Pea['phase'], paint: Paint): string {
  if (phase === 'ready') return paint.green(phase)
  return phase === 'lost' || phase === 'degraded' || phase === 'ended' ? paint.red(phase) : paint.yellow(phase)
}
