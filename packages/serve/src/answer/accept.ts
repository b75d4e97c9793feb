import { FlowError } from '@peaflow/core'
import { parseMediaType } from '../request/media-type.ts'

/** The forms that an answer can have, by media type. The first is that of a client that takes anything. */
export const FORMATS = ['application/json', 'application/x-ndjson', 'text/event-stream', 'application/msgpack'] as const

/** The media type of an answer. */
export type Format = (typeof FORMATS)[number]

/**
 * The form of the answer that an `Accept` prefers.
 *
 * @throws FlowError `REQUEST_ACCEPT` if it takes none of ours.
 */
export function preferredFormat(accept: string | undefined): Format {
  if (accept === undefined) return FORMATS[0]
  const entries = accept.split(',').map((entry) => {
    const { type, parameters } = parseMediaType(entry)
    return { type, quality: qualityOf(parameters.get('q')) }
  })
  // The specific entry counts, whatever `*/*` says.
  const qualities = FORMATS.map((format) => {
    const ranges = [format, `${format.split('/')[0]}/*`, '*/*']
    return (
      ranges.map((range) => entries.find(({ type }) => type === range)).find((entry) => entry !== undefined)?.quality ??
      0
    )
  })
  const best = Math.max(...qualities)
  const format = FORMATS[qualities.indexOf(best)]
  if (best > 0 && format !== undefined) return format
  throw new FlowError('REQUEST_ACCEPT', `no answer can be given as ${accept.slice(0, 200)}`, {
    hint: `Accept one of ${FORMATS.join(', ')}`,
  })
}

function qualityOf(text: string | undefined): number {
  const quality = text === undefined ? 1 : Number(text)
  return quality >= 0 && quality <= 1 ? quality : 0
}
