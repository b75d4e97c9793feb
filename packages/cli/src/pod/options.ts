/** The options of `peaflow pod`. */
export interface MachineOptions {
  /** Which of the Pod's hosts this machine is. */
  readonly host?: string | undefined
  /** The address of this machine on which ports are opened. */
  readonly bind?: string | undefined
}
