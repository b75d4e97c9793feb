/** Bytes of messages for each place of litter, which takes eight. */
const BYTES = 16

/** The most places at once: what is larger is not young. */
const MOST = 15_000

/**
 * Has V8 free the memory of messages in time. That lies outside of its heap, so that a Pea which makes little garbage
 * inside has it collect the whole heap, twenty times a second at 100 MB/s, by four threads. Some garbage inside makes
 * it look after its young objects instead, messages among them: that took 1 to 4 µs from each request. A Pea that only
 * passes parts on has so small a heap that it does without, and stays smaller.
 */
export class Litter {
  last: readonly undefined[] = []

  /** A message came. */
  drop(frames: readonly Buffer[]): void {
    let bytes = 0
    for (const { length } of frames) bytes += length
    if (bytes > BYTES * 256) this.last = new Array(Math.min(MOST, Math.ceil(bytes / BYTES)))
  }
}
