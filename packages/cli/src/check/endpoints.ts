import { BUILT_IN_EXECUTORS } from '@peaflow/core'

/** The endpoints that the executor of a Pod names in its code. */
export async function endpointsOf(uses: string, directory: string): Promise<readonly string[]> {
  if (BUILT_IN_EXECUTORS.some((name) => name === uses)) return []
  const { findEndpoints } = await import('@peaflow/pea/executor')
  return await findEndpoints({ uses, directory })
}
