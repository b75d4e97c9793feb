/** Parts of Node's `process` that its types omit. */
interface ProcessInternals {
  noDeprecation?: boolean | undefined
  binding?(name: 'v8'): { setFlagsFromString(flags: string): void }
}

/**
 * Resets the flag of `peaNodeOptions` to V8's default. The heap stays as it was created.
 *
 * While a flag differs, V8 refuses every code cache that was created without it. Those of Node's own modules are among them,
 * and compiling these takes 7 ms of CPU, 1.09 times that of a start. The public `setFlagsFromString` of `node:v8` gains
 * nothing (1.08 times), because loading `node:v8` compiles Node's streams first (Node 20.20, medians of 50 interleaved starts).
 */
export function resetFlags(): void {
  const node = process as ProcessInternals
  const { noDeprecation } = node
  node.noDeprecation = true
  try {
    node.binding?.('v8').setFlagsFromString('--max-semi-space-size=0')
  } catch {
    // This Node does not permit it: a start takes longer.
  }
  node.noDeprecation = noDeprecation
}
