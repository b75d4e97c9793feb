import type { Data } from '../yaml/noted.ts'

/** The options of a Pod that limit its containers. */
export interface ResourceOptions {
  readonly cpus?: number | undefined
  /** In bytes. */
  readonly memory?: number | undefined
  /** `all` is refused where a Flow is read or exported. */
  readonly gpus?: 'all' | number | undefined
}

/** What a container may take, and, since schedulers count with it, what it asks for. */
export function resourcesOf({ cpus, memory, gpus }: ResourceOptions): Data | undefined {
  const shared = {
    ...(cpus !== undefined && { cpu: `${Math.max(1, Math.round(cpus * 1_000))}m` }),
    ...(memory !== undefined && { memory: String(memory) }),
  }
  const limits = { ...shared, ...(typeof gpus === 'number' && { 'nvidia.com/gpu': String(gpus) }) }
  if (Object.keys(limits).length === 0) return undefined
  // What a container asks for is what it may take, so that nodes are not overbooked; of GPUs both are always equal.
  return { requests: limits, limits }
}
