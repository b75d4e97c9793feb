const nothing = new Int32Array(new SharedArrayBuffer(4))

/** Blocks this thread for a number of milliseconds, as a model would, but without using CPU. */
export function work(ms: number): void {
  if (ms > 0) Atomics.wait(nothing, 0, 0, ms)
}
