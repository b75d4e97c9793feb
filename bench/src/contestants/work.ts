const nothing = new Int32Array(new SharedArrayBuffer(4))

/** Keeps this thread from anything else for so many milliseconds, as a model does, but without using CPU. */
export function work(ms: number): void {
  if (ms > 0) Atomics.wait(nothing, 0, 0, ms)
}
