import type { FlowEvent } from '@peaflow/engine'
import { count } from '../terminal/count.ts'
import { toDuration } from '../terminal/duration.ts'
import type { Level } from '../terminal/level.ts'

/** An event in words. */
export interface EventText {
  readonly level: Level
  readonly text: string
}

/** Describes an event; `undefined` if it does not concern a person. */
export function describeEvent(event: FlowEvent): EventText | undefined {
  switch (event.type) {
    case 'pea-progress':
      return { level: 'info', text: `${event.pea}: ${event.message}` }
    case 'replicas-awaited':
      return { level: 'info', text: describeAwaited(event) }
    case 'pea-exited':
      return event.expected ? undefined : { level: 'warn', text: `${event.pea} ended ${describeEnd(event)}` }
    case 'pea-restarted':
      return { level: 'info', text: `${event.pea} is ready again` }
    case 'pea-degraded':
      return { level: 'error', text: `${event.pea} is degraded, and is started again: ${event.reason}` }
    case 'pea-recovered':
      return { level: 'info', text: `${event.pea} is not degraded any more` }
    case 'pea-lost':
      return { level: 'error', text: `${event.pea} is not started again: ${event.reason}` }
    case 'scaled':
      return { level: 'info', text: `${event.pod} now has ${event.to} replicas instead of ${event.from}` }
    case 'restarted':
      return { level: 'info', text: `every Pea of ${event.pod} is a new one` }
    default:
      return undefined
  }
}

function describeAwaited({ pod, count: missing, port }: Extract<FlowEvent, { type: 'replicas-awaited' }>): string {
  return `waiting for ${count(missing, 'replica')} of ${pod}: peaflow join <this machine>:${port} ${pod}`
}

function describeEnd({ exit, restartIn }: { readonly exit: Exit; readonly restartIn?: number | undefined }): string {
  const next = restartIn === undefined || restartIn === 0 ? '' : `; it is started again in ${toDuration(restartIn)}`
  return `(${describeExit(exit)})${next}`
}

interface Exit {
  readonly code: number | null
  readonly signal: string | null
  readonly reason?: string | undefined
}

function describeExit({ code, signal, reason }: Exit): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : signal
  return reason === undefined ? how : `${how}: ${reason}`
}
