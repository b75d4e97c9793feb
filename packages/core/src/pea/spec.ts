import type { PeaPlan } from '../plan/plan.ts'

/** One Pea to launch: its plan, and the fields that are known only at start. Plain JSON data. */
export interface PeaSpec extends PeaPlan {
  /** The name of the Flow. */
  readonly flow: string
  /** 16 hexadecimal digits, random for each start of a Flow. A Pea drops every message with a different one. */
  readonly flowId: string
  /** Counts the launches of this Pea, from 1. */
  readonly incarnation: number
  /** The folder that relative paths start from, as an absolute path: that of the flow file. */
  readonly directory: string
  /**
   * The key of this life of the Pea, or of its Pod if it is external, as 64 hexadecimal digits. It belongs to the Pea
   * alone: launchers hand it over in standard input, as `toPeaInput` writes it.
   */
  readonly key?: string | undefined
  /**
   * The public key of the Flow's control socket, as 64 hexadecimal digits, if the Pea dials a port with CURVE. Handed over
   * as {@link PeaSpec.key} is.
   */
  readonly serverKey?: string | undefined
  /** For an external Pea: the file that holds its key, if standard input does not bring it. */
  readonly keyFile?: string | undefined
  /** What it sends over TCP is not encrypted. */
  readonly security?: 'none' | undefined
  /** For an external Pea: it may open ports for other machines without a key. */
  readonly insecure?: true | undefined
}
