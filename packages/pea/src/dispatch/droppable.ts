/** Something that can be dropped while it is queued. */
export interface Droppable {
  readonly request: number
  readonly attempt: number
  /** On the clock of `performance.now()`. */
  readonly deadline: number
  drop(): void
}
