/** One message of the Engine about a pull. */
export interface PullMessage {
  readonly id?: string | undefined
  readonly status?: string | undefined
  readonly progressDetail?: { readonly current?: number; readonly total?: number } | undefined
}

/** The progress of one pull, summed over its layers. */
export interface PullProgress {
  add(message: PullMessage): void
  /** The progress as one line of text. */
  describe(): string
}

interface Layer {
  readonly current: number
  readonly total: number
}

const MEGABYTE = 1_000_000

/** Makes the progress of one pull. */
export function openPullProgress(image: string): PullProgress {
  const layers = new Map<string, Layer>()
  return {
    add: ({ id, status, progressDetail: { current = 0, total = 0 } = {} }) => {
      if (id === undefined) return
      // Later messages about a layer have no byte count, or count the bytes that are unpacked.
      if (status === 'Downloading') layers.set(id, { current, total })
      const known = layers.get(id)
      if (status === 'Download complete' && known) layers.set(id, { ...known, current: known.total })
    },
    describe: () => {
      const sum = (field: keyof Layer) => [...layers.values()].reduce((bytes, layer) => bytes + layer[field], 0)
      const [current, total] = [sum('current'), sum('total')]
      const share = total === 0 ? '' : `: ${toMegabytes(current)} of ${toMegabytes(total)} MB`
      return `pulling ${image}${share}`
    },
  }
}

/** Formats bytes as megabytes. */
export function toMegabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1)
}

/** Milliseconds between two reports. */
const REPORT_INTERVAL = 1_000

/** Reports at once and then every second; returns a function that stops the reports. */
export function reportEverySecond(
  describe: () => string,
  onProgress: (message: string) => void = () => {},
): () => void {
  onProgress(describe())
  const reports = setInterval(() => onProgress(describe()), REPORT_INTERVAL)
  return () => clearInterval(reports)
}
