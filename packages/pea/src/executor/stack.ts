/**
 * The stack trace of an error that the user's code threw, cut off where it enters Peaflow or Node; `undefined` if the
 * value is not an error.
 */
export function userStack(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined
  const lines = error.stack.split('\n')
  const ours = ownFolder()
  const end = lines.findIndex((line) => isFrame(line) && ours !== undefined && line.includes(ours))
  const own = end < 0 ? lines : lines.slice(0, end)
  return own.filter((line) => !isFrame(line) || !line.includes('node:')).join('\n')
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line)
}

/** The folder of Peaflow's own code. Computed for errors only, because the first stack trace takes 2 ms. */
function ownFolder(): string | undefined {
  const frame = new Error().stack?.split('\n')[1]
  const file = frame?.match(/(?:file:\/\/|\()?(\/[^)]*?):\d+:\d+\)?$/)?.[1]
  return file?.slice(0, file.lastIndexOf('/') + 1)
}
