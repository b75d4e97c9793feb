/**
 * Whether the Pea's own process may use tricks of V8 and Node. `PEAFLOW_TUNING=off` turns all of them off. It repeats what
 * `enableTuning` of `@peaflow/protocol` does, which would make the boot program as large as the program that it boots.
 */
export function isTuned(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return environment.PEAFLOW_TUNING !== 'off'
}
