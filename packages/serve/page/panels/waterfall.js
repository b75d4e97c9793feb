import { el } from '../dom.js'
import { formatMs, formatTime, printable } from '../model/format.js'
import { toWaterfall } from '../model/waterfall.js'

/** Where each millisecond of a request went, Pod by Pod. */
export function drawWaterfall(trace, plan) {
  const { bars, end, whole } = toWaterfall(trace, plan)
  const scale = (ms) => `${((ms / whole) * 100).toFixed(3)}%`
  const rows = bars.map(({ pod, start, wait, call }) => [
    printable(pod, 80),
    [
      ['wait', start, wait],
      ['call', start + wait, call],
    ],
    wait >= 0.1 ? `${formatMs(call)} after ${formatMs(wait)}` : formatMs(call),
  ])
  const rest = Math.max(0, trace.ms - end)
  rows.push(['gateway and links', [['rest', end, rest]], formatMs(trace.rest ?? rest)])
  return el(
    'div',
    { class: 'waterfall' },
    head(trace),
    el(
      'table',
      { class: 'bars' },
      el('caption', { class: 'unseen' }, 'Times of the request'),
      el('tbody', {}, ...rows.map((row) => drawRow(row, scale))),
    ),
    axis(whole),
    el(
      'p',
      { class: 'key', 'aria-hidden': 'true' },
      ...[
        ['wait', 'waiting'],
        ['call', 'running'],
        ['rest', 'on its way'],
      ].flatMap(([name, text]) => [el('i', { class: name }), text]),
    ),
  )
}

function head({ id, endpoint, protocol, ms, documents, code, message, started }) {
  const about = [
    formatTime(started),
    protocol,
    code === undefined ? `${documents} ${documents === 1 ? 'document' : 'documents'}` : '',
  ].filter((text) => text)
  return el(
    'div',
    { class: 'trace-head' },
    el('p', { class: 'total' }, el('b', {}, formatMs(ms)), ` ${printable(endpoint, 200)}`),
    el('p', { class: 'about' }, about.join(' · '), ' · ', el('code', {}, printable(id, 128))),
    code === undefined
      ? undefined
      : el('p', { class: 'bad' }, el('b', {}, printable(code, 80)), ` ${printable(message ?? '', 600)}`),
  )
}

function drawRow([title, pieces, text], scale) {
  const track = el('div', { class: 'track' })
  for (const [kind, start, length] of pieces) {
    if (!(length > 0)) continue
    const piece = el('i', { class: kind })
    piece.style.left = scale(start)
    piece.style.width = `max(2px, ${scale(length)})`
    track.append(piece)
  }
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, title),
    el('td', { class: 'lane' }, track),
    el('td', { class: 'ms' }, text),
  )
}

function axis(whole) {
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => el('span', {}, share === 0 ? '0' : formatMs(whole * share)))
  return el('div', { class: 'axis', 'aria-hidden': 'true' }, ...marks)
}
