/**
 * The Unix socket beside a port of this machine, by which the Peas of a Flow find each other there: the way through TCP
 * takes twice the CPU. Linux has such sockets without a file, so that none is left behind.
 */
export function unixPath(flowId: Buffer, port: number): string | undefined {
  return process.platform === 'linux' ? `\0peaflow/${flowId.toString('hex')}/${port}` : undefined
}
