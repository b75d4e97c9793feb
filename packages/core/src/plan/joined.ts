/** The `runtime` of a replica that comes by `peaflow join`: no launcher has that name. */
export const JOIN_RUNTIME = 'join'

/** Whether a Pea comes by `peaflow join`, and is launched by nobody. */
export function isJoined({ runtime }: { readonly runtime: string }): boolean {
  return runtime === JOIN_RUNTIME
}
