import { toSafeJson } from '@peaflow/pea/json'
import type { AdminStatus } from '@peaflow/serve'
import type { AdminRequest } from '../flows/admin-request.ts'
import type { OperatedFlow } from '../flows/operate.ts'
import { timed } from '../screen/timed.ts'
import { toDuration } from '../terminal/duration.ts'

/** A change of one Pod. */
export interface PodChange {
  readonly pod: string
  readonly request: AdminRequest
  /** What a terminal shows meanwhile. */
  readonly doing: string
  /** What is so in the end. */
  readonly text: string
  /** Whether to print the Pod as JSON instead. */
  readonly json: boolean
}

/**
 * Asks a Flow to change a Pod, shows how long that takes, and prints what is so once it is.
 *
 * @throws FlowError for which the Flow refuses it, or why it failed.
 */
export async function change(flow: OperatedFlow, { pod, request, doing, text, json }: PodChange): Promise<void> {
  let status: AdminStatus | undefined
  const ms = await timed(doing, async () => {
    status = await flow.ask<AdminStatus>(request)
  })
  const fields = { pod, ...status?.pods[pod], ms }
  process.stdout.write(json ? `${toSafeJson(fields)}\n` : `${text} (${toDuration(ms)})\n`)
}
