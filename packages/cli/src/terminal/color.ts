/** Adds colours to strings, or leaves them as they are. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
  /** One of six colours, always the same for the same number. Tells the Peas of a log apart. */
  readonly nth: (number: number, text: string) => string
}

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const
const SERIES = [36, 33, 32, 35, 34, 96] as const

/** Colours for a stream: only on a terminal, and not if `NO_COLOR` is set. */
export function paintFor(stream: { readonly isTTY?: boolean | undefined }): Paint {
  const on = stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  const painter = (open: number, close: number) => (text: string) =>
    on ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return {
    bold: painter(...CODES.bold),
    dim: painter(...CODES.dim),
    red: painter(...CODES.red),
    green: painter(...CODES.green),
    yellow: painter(...CODES.yellow),
    cyan: painter(...CODES.cyan),
    nth: (number, text) => painter(SERIES[number % SERIES.length] ?? 36, 39)(text),
  }
}
