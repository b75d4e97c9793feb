/** How the value of a flag is parsed and formatted; an array lists the allowed values. */
export type FlagKind =
  | 'text'
  | 'count'
  | 'duration'
  | 'switch'
  | 'address'
  | 'json'
  | 'socket'
  | 'stage'
  | 'exec'
  | readonly string[]

/** One flag of `peaflow pea`, as its help shows it. */
export interface PeaFlag {
  readonly kind: FlagKind
  /** The placeholder of the value in the help; `undefined` for a switch. */
  readonly value?: string | undefined
  /** One line that explains the flag. */
  readonly help: string
  /** Whether the flag may occur several times. */
  readonly repeated?: true | undefined
  /** Whether the flag must be present. */
  readonly required?: true | undefined
  /**
   * Whether the value belongs to the Pea alone. Launchers hand it over in standard input, and never in the arguments,
   * which every user of the machine can read; by hand, the flag works like any other.
   */
  readonly private?: true | undefined
}
