import type { PodOptions } from './pod-options.ts'

/** The name by which Pods need the place where data enters, and which no Pod may have. */
export const GATEWAY = 'gateway'

/** One Pod as a Flow holds it: what was said of it, with aliases and short forms resolved. */
export interface Pod {
  readonly name: string
  /** The Pod (or the gateway) at the insertion point when it was added: what it needs unless it says otherwise. */
  readonly after: string
  readonly edges: PodEdges
  readonly options: PodValues
}

/** Which other Pods a Pod names. */
export interface PodEdges {
  readonly needs?: readonly string[] | undefined
  readonly sendTo?: readonly string[] | undefined
}

/** The options of a Pod in their one long form, its name and edges apart. */
export interface PodValues
  extends Omit<PodOptions, 'name' | 'needs' | 'recvFrom' | 'recv_from' | 'sendTo' | 'send_to' | 'entrypoint' | 'host'> {
  readonly entrypoint?: readonly string[] | undefined
  readonly host?: readonly string[] | undefined
}
