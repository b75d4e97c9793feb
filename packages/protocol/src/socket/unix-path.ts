/**
 * The Unix socket that a Pea opens beside a port of this machine, for other Peas of its Flow. The path through TCP takes
 * twice the CPU. The socket is an abstract one, which only Linux has: there is no file to delete.
 */
export function unixPath(flowId: Buffer, port: number): string | undefined {
  return process.platform === 'linux' ? `\0peaflow/${flowId.toString('hex')}/${port}` : undefined
}
