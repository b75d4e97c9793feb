import type { FlowEvent } from '@peaflow/engine'

/** What an event says to a person; nothing if it is none of their concern. */
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
      return `${event.pod} has ${event.to} replicas now, after ${event.from}`
    default:
      return undefined
  }
}

function describeExit({
  code,
  signal,
  reason,
}: {
  code: number | null
  signal: string | null
  reason?: string | undefined
}): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : signal
  return reason === undefined ? how : `${how}: ${reason}`
}
