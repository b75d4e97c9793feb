/** One message of the Engine about a pull. */
export interface PullMessage {
  readonly id?: string | undefined
  readonly status?: string | undefined
  readonly progressDetail?: { readonly current?: number; readonly total?: number } | undefined
}

/** Sums up what the Engine says about the layers of one pull. */
export interface PullProgress {
  add(message: PullMessage): void
  /** One line for a person. */
  describe(): string
}

interface Layer {
  readonly current: number
  readonly total: number
}

const MEGABYTE = 1_000_000

/** Opens the sum of one pull. */
export function openPullProgress(image: string): PullProgress {
  const layers = new Map<string, Layer>()
  return {
    add: ({ id, status, progressDetail: { current = 0, total = 0 } = {} }) => {
      if (id === undefined) return
      // What comes after a layer's download counts no bytes, or those of its unpacking.
      if (status === 'Downloading') layers.set(id, { current, total })
      const known = layers.get(id)
      if (status === 'Download complete' && known) layers.set(id, { ...known, current: known.total })
    },
    describe: () => {
      const sum = (field: keyof Layer) => [...layers.values()].reduce((bytes, layer) => bytes + layer[field], 0)
      const [current, total] = [sum('current'), sum('total')]
      const done = total === 0 ? '' : `: ${toMegabytes(current)} of ${toMegabytes(total)} MB`
      return `pulling ${image}${done}`
    },
  }
}

/** Bytes in megabytes, for a person. */
export function toMegabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1)
}

/** Between two reports, in milliseconds: whoever waits wants to see that it goes on. */
const REPORT_INTERVAL = 1_000

/** Reports at once, and every second from then on; returns what ends that. */
export function reportEverySecond(
  describe: () => string,
  onProgress: (message: string) => void = () => {},
): () => void {
  onProgress(describe())
  const reports = setInterval(() => onProgress(describe()), REPORT_INTERVAL)
  return () => clearInterval(reports)
}
