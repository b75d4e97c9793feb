import type { FlowEvent } from '@peaflow/engine'

/** An event in words; `undefined` if it does not concern a person. */
export function describeEvent(event: FlowEvent): string | undefined {
  switch (event.type) {
    case 'pea-progress':
      return `${event.pea}: ${event.message}`
    case 'pea-exited':
      return event.expected ? undefined : `${event.pea} ended by itself (${describeExit(event.exit)})`
    case 'pea-restarted':
      return `${event.pea} is ready again`
    case 'pea-lost':
      return `${event.pea} is not started again: ${event.reason}`
    case 'scaled':
      return `${event.pod} now has ${event.to} replicas instead of ${event.from}`
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
