import type { PeaSpec } from '@peaflow/core'
import type { CreateQueue } from './call.ts'
import { SingleQueue } from './single-queue.ts'

/** What a Pea queues its requests in. Imports the queue of batches on demand: most Peas have none. */
export async function queueOf({ batch }: Pick<PeaSpec, 'batch'>): Promise<CreateQueue> {
  if (batch === undefined) return (components) => new SingleQueue(components)
  const { BatchQueue } = await import('../batching/batch-queue.ts')
  return (components, onDue) => new BatchQueue({ ...components, batch, onDue })
}
