/** The options of `peaflow pod`. */
export interface MachineOptions {
  /** Which of the Pod's hosts this machine is. */
  readonly host?: string | undefined
  /** The address of this machine on which ports are opened. */
  readonly bind?: string | undefined
  /** The file with the key of the Pod, or of its Flow. */
  readonly key?: string | undefined
  /** Opens ports for other machines without a key. */
  readonly insecure?: boolean | undefined
}
