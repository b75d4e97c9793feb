interface Node {
  noDeprecation?: boolean | undefined
  binding?(name: 'v8'): { setFlagsFromString(flags: string): void }
}

/**
 * Sets the flag of `peaNodeOptions` back to V8's default; the heap stays as it was made. While a flag differs, V8
 * refuses every code cache that was made without it, also that of Node's own modules, and compiles them at each start:
 * 8 ms of processor time.
 */
export function resetFlags(): void {
  const node = process as Node
  const { noDeprecation } = node
  // The public way there, `node:v8`, first loads all of Node's streams, still without their code cache.
  node.noDeprecation = true
  try {
    node.binding?.('v8').setFlagsFromString('--max-semi-space-size=0')
  } catch {
    // This Node allows that to nobody: a start takes longer.
  }
  node.noDeprecation = noDeprecation
}
