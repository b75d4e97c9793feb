import type { WriteStream } from 'node:tty'
import { count, withCommas } from './count.ts'
import { toWriter } from './writer.ts'

/** What a progress line tells. */
export interface ProgressState {
  /** Documents answered. */
  readonly done: number
  readonly failed: number
  /** Milliseconds since the first document was sent. */
  readonly elapsed: number
  /** How much of the input has been read, from 0 to 1; nothing if its size is unknown. */
  readonly read?: number | undefined
}

/** A line at the foot of the terminal that is painted again and again. */
export interface Progress {
  /** So much waits to be read that what matters little should rather be dropped than kept in memory. */
  readonly isClogged: boolean
  /** Shows what `describe` returns, from now on. */
  show(describe: () => string): void
  /** Takes the line away. */
  hide(): void
  /** Writes text above the line; is done when more can be taken, and never rejects. */
  above(text: string): Promise<void>
  /** Takes the line away for good. */
  end(): void
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const BAR = 20
const EVERY = 100
const CLOGGED = 4 * 2 ** 20

/** What a progress line says. */
export function describeProgress({ done, failed, elapsed, read }: ProgressState): string {
  const rate = elapsed < 500 ? '' : `${withCommas((done * 1_000) / elapsed)}/s`
  const parts = [bar(read), count(done, 'document'), rate, failed === 0 ? '' : `${withCommas(failed)} failed`]
  return parts.filter((part) => part !== '').join('  ')
}

/** Progress on a stream: a line at its foot if it is a terminal, otherwise only what is written above it. */
export function openProgress(stream: WriteStream): Progress {
  const writer = toWriter(stream, 'the terminal')
  const isPainted = stream.isTTY && process.env.TERM !== 'dumb'
  let describe: (() => string) | undefined
  let frame = 0
  const erase = () => (isPainted && describe !== undefined ? '\r\u001b[K' : '')
  const line = () => (isPainted && describe !== undefined ? cut(`${FRAMES[frame % FRAMES.length]} ${describe()}`) : '')
  const cut = (text: string) => [...text].slice(0, (stream.columns || 80) - 1).join('')
  // Nobody can be told that the place to tell it has failed.
  const above = (text: string) => writer.write(erase() + text + line()).catch(() => undefined)
  const hide = () => {
    stream.write(erase())
    describe = undefined
  }
  const timer = setInterval(() => {
    frame++
    if (isPainted && describe !== undefined && stream.writableLength === 0) stream.write(erase() + line())
  }, EVERY).unref()
  return {
    get isClogged() {
      return stream.writableLength > CLOGGED
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
  const full = Math.round(Math.min(1, read) * BAR)
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(Math.min(1, read) * 100)}%`
}
