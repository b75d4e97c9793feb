/** How long a stream's next request has to wait for room in the Flow. */
export class RoomWait {
  /** Since when it waits, on the clock of `performance.now()`; infinite if it does not. */
  since = Number.POSITIVE_INFINITY
  /** It has waited for as long as it may take. */
  isLate = false
  #waited = 0

  /** There is no room. */
  begin(): void {
    if (this.since === Number.POSITIVE_INFINITY) this.since = performance.now()
  }

  /** There is room. The time that passes until the source has the next documents does not count. */
  end(): void {
    if (this.since === Number.POSITIVE_INFINITY) return
    this.#waited = performance.now() - this.since
    this.since = Number.POSITIVE_INFINITY
  }

  /** The request leaves the stream. Returns the milliseconds that it has waited; 0 for a late one, whose time begins anew. */
  take(): number {
    const waited = this.#waited
    this.#waited = 0
    if (this.isLate) this.since = Number.POSITIVE_INFINITY
    this.isLate = false
    return waited
  }
}
