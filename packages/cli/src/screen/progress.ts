import type { WriteStream } from 'node:tty'
import { toWriter } from '../output/writer.ts'
import { count, withCommas } from '../terminal/count.ts'

/** What a progress line shows. */
export interface ProgressState {
  /** Documents answered, those that failed included. */
  readonly answered: number
  readonly failed: number
  /** Milliseconds since the first document was sent. */
  readonly elapsed: number
  /** How much of the input has been read, from 0 to 1; `undefined` if its size is unknown. */
  readonly read?: number | undefined
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
export function describeProgress({ answered, failed, elapsed, read }: ProgressState): string {
  const rate = elapsed < 500 ? '' : `${withCommas((answered * 1_000) / elapsed)}/s`
  const sections = [bar(read), count(answered, 'document'), rate, failed === 0 ? '' : `${withCommas(failed)} failed`]
  return sections.filter((section) => section !== '').join('  ')
}

/** Shows progress on a stream: as a line at its foot if it is a terminal, else only what is written above that line. */
export function openProgress(stream: WriteStream): Progress {
  const writer = toWriter(stream, 'the terminal')
  const isPainted = stream.isTTY && process.env.TERM !== 'dumb'
  let describe: (() => string) | undefined
  let frame = 0
  const erase = () => (isPainted && describe !== undefined ? '\r\u001b[K' : '')
  const line = () => (isPainted && describe !== undefined ? cut(`${FRAMES[frame % FRAMES.length]} ${describe()}`) : '')
  const cut = (text: string) => [...text].slice(0, (stream.columns || 80) - 1).join('')
  // A failure of the terminal cannot be reported on it.
  const above = (text: string) => writer.write(erase() + text + line()).catch(() => undefined)
  const hide = () => {
    stream.write(erase())
    describe = undefined
  }
  const timer = setInterval(() => {
    frame++
    if (isPainted && describe !== undefined && stream.writableLength === 0) stream.write(erase() + line())
  }, FRAME_INTERVAL).unref()
  return {
    get isClogged() {
      return stream.writableLength > CLOGGED_AT
    },
    show: (next) => {
      hide()
      describe = next
      stream.write(line())
    },
    hide,
    above,
    end: () => {
      clearInterval(timer)
      hide()
    },
  }
}

function bar(read: number | undefined): string {
  if (read === undefined) return ''
  const full = Math.round(Math.min(1, read) * BAR_WIDTH)
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${Math.floor(Math.min(1, read) * 100)}%`
}
