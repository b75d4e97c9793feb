/** The environment variable that turns tuning off, with the value `off`. */
export const TUNING = 'PEAFLOW_TUNING'

let isEnabled = false

/**
 * Turns tuning on, or off again, for this copy of the library. Off at first: only a program that has its process to itself,
 * such as that of a Pea, may steer V8 and reach into Node.
 *
 * @param environment - turns tuning off where `PEAFLOW_TUNING` is `off`
 */
export function enableTuning(environment: Readonly<Record<string, string | undefined>> = process.env): void {
  isEnabled = environment[TUNING] !== 'off'
}

/** Whether the program that this process runs has turned tuning on. */
export function isTuningEnabled(): boolean {
  return isEnabled
}
