import type { FlowEvent } from '@peaflow/engine'
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
    case 'pea-exited':
      return event.expected
        ? undefined
        : { level: 'warn', text: `${event.pea} ended by itself (${describeExit(event.exit)})` }
    case 'pea-restarted':
      return { level: 'info', text: `${event.pea} is ready again` }
    case 'pea-lost':
      return { level: 'error', text: `${event.pea} is not started again: ${event.reason}` }
    case 'scaled':
      return { level: 'info', text: `${event.pod} now has ${event.to} replicas instead of ${event.from}` }
    default:
      return undefined
  }
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
