import type { WriteStream } from 'node:tty'
import { toWriter } from '../output/writer.ts'
import { count, withCommas } from '../terminal/count.ts'
import { toDuration } from '../terminal/duration.ts'

/** What a progress line shows. */
export interface ProgressState {
  /** Documents answered, those that failed included. */
  readonly answered: number
  readonly failed: number
  /** Milliseconds since the first document was sent. */
  readonly elapsed: number
  /** How much of the input has been answered, from 0 to 1; `undefined` if its size is unknown. */
  readonly share?: number | undefined
}

/** A line at the foot of the terminal that is repainted as things change. */
export interface Progress {
  /** Whether so much waits to be read that output of little importance is better dropped than kept in memory. */
  readonly isClogged: boolean
  /** Shows what `describe` returns, from now on. */
  show(describe: () => string): void
  /** Removes the line. */
  hide(): void
  /** Writes text above the line. Resolves when more can be taken, and never rejects. */
  above(text: string): Promise<void>
  /** Removes the line for good. */
  end(): void
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const BAR_WIDTH = 20
/** Milliseconds between two frames. */
const FRAME_INTERVAL = 100
/** Bytes. */
const CLOGGED_AT = 4 * 2 ** 20

/** Progress in words. */
export function describeProgress({ answered, failed, elapsed, share }: ProgressState): string {
  const rate = elapsed < 500 ? '' : `${withCommas((answered * 1_000) / elapsed)}/s`
  const sections = [bar(share), count(answered, 'document'), rate, failed === 0 ? '' : `${withCommas(failed)} failed`]
  return sections.filter((section) => section !== '').join('  ')
}

/** What a command has achieved, in words: `1,234 documents in 5.2 s, 3 failed`. */
export function describeTotal({ answered, failed, elapsed }: ProgressState): string {
  const failures = failed === 0 ? 'none failed' : `${withCommas(failed)} failed`
  return `${count(answered, 'document')} in ${toDuration(elapsed)}, ${failures}`
}

/** Shows progress on a stream: as a line at its foot if it is a terminal, else only what is written above that line. */
export function openProgress(stream: WriteStream): Progress {
  const writer = toWriter(stream, 'the terminal')
  // Bound now, because `capturePrints` replaces it later.
  const write = stream.write.bind(stream)
  const isPainted = stream.isTTY && process.env.TERM !== 'dumb'
  let describe: (() => string) | undefined
  let frame = 0
  const erase = () => (isPainted && describe !== undefined ? '\r\u001b[K' : '')
  const line = () => (isPainted && describe !== undefined ? cut(`${FRAMES[frame % FRAMES.length]} ${describe()}`) : '')
  const cut = (text: string) => [...text].slice(0, (stream.columns || 80) - 1).join('')
  // A failure of the terminal cannot be reported on it.
  const above = (text: string) => writer.write(erase() + text + line()).catch(() => undefined)
  const hide = () => {
    write(erase())
    describe = undefined
  }
  const timer = setInterval(() => {
    frame++
    if (isPainted && describe !== undefined && stream.writableLength === 0) write(erase() + line())
  }, FRAME_INTERVAL).unref()
  return {
    get isClogged() {
      return stream.writableLength > CLOGGED_AT
    },
    show: (next) => {
      hide()
      describe = next
      write(line())
    },
    hide,
    above,
    end: () => {
      clearInterval(timer)
      hide()
    },
  }
}

function bar(share: number | undefined): string {
  if (share === undefined) return ''
  const full = Math.round(Math.min(1, share) * BAR_WIDTH)
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${Math.floor(Math.min(1, share) * 100)}%`
}
