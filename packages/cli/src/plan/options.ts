import type { Platform } from '@peaflow/manifests'

/** How a plan can be printed. */
export const FORMATS = ['text', 'json', 'mermaid', 'svg'] as const

/** How much pruning a build can do. */
export const LEVELS = ['none', 'ignore_gateway', 'full'] as const

/** The options of `peaflow plan`. */
export interface PlanOptions {
  /** @defaultValue `text`, or `json` with `--json` */
  readonly format?: (typeof FORMATS)[number] | undefined
  /** @defaultValue as the flow file says */
  readonly optimize?: (typeof LEVELS)[number] | undefined
  /**
   * Where replicas join.
   *
   * @defaultValue as the flow file says
   */
  readonly join?: string | undefined
  /** @defaultValue this machine */
  readonly on?: Platform | undefined
  /**
   * The image of the Flow, on a platform.
   *
   * @defaultValue `peaflow/pea`
   */
  readonly image?: string | undefined
  readonly output: string
}
