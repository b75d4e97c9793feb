import { el } from '../dom.js'
import { formatMs, formatTime, printable } from '../model/format.js'
import { createFeed } from './list.js'
import { drawWaterfall } from './waterfall.js'

/** The last requests, and where the time of one of them went. `onReplay` shows it going through the picture. */
export function createRequests({ api, store, onReplay }) {
  const list = openList({ store, onOpen: (id) => void open(id) })
  const element = el('div', { class: 'requests' }, list.element)
  const back = () => element.replaceChildren(list.element)
  const open = async (id, options = {}) => {
    const bar = el('div', { class: 'bar' }, el('button', { type: 'button', onclick: back }, '← All requests'))
    element.replaceChildren(bar)
    try {
      const trace = await readTrace(api, id, options)
      const again = el('button', { type: 'button', onclick: () => onReplay(trace) }, 'Show its way')
      bar.append(again)
      element.append(drawWaterfall(trace, store.state.plan))
      if (options.isReplayed) onReplay(trace)
    } catch (problem) {
      element.append(el('p', { class: 'bad' }, problem.message), el('p', { class: 'hint' }, problem.hint ?? ''))
    }
  }
  return { element, open, close: list.close }
}

/** The trace of a request that has just been answered may be a moment later than the answer. */
async function readTrace(api, id, { attempts = 1 }) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await api.get(`traces/${encodeURIComponent(id)}`)
    } catch (problem) {
      if (problem.status !== 404 || attempt >= attempts) throw problem
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt))
    }
  }
}

function openList({ store, onOpen }) {
  const failed = el('input', { type: 'checkbox', onchange: () => show(store.state) })
  const slower = el(
    'select',
    { 'aria-label': 'How long', onchange: () => show(store.state) },
    ...[0, 10, 100, 1_000, 10_000].map(slowerThan),
  )
  const id = el('input', {
    name: 'id',
    placeholder: 'Request id',
    'aria-label': 'Request id',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const why = el('form', { class: 'why', onsubmit: (event) => submit(event) }, id, el('button', {}, 'Why?'))
  const submit = (event) => {
    event.preventDefault()
    if (id.value.trim() !== '') onOpen(id.value.trim())
  }
  const feed = createFeed({ draw: (trace) => draw(trace, onOpen), most: 100, label: 'Requests' })
  const empty = el('p', { class: 'empty' }, 'No request yet. Send one, or call the Flow over HTTP.')
  const show = ({ traces }) => {
    const own = traces.filter(({ code, ms }) => (!failed.checked || code !== undefined) && ms >= Number(slower.value))
    empty.textContent =
      traces.length > 0 ? 'None of the last requests is such.' : 'No request yet. Send one, or call the Flow over HTTP.'
    empty.hidden = own.length > 0
    feed.update(own.toReversed().map((trace) => ({ ...trace, key: trace.id })))
  }
  const unwatch = store.watch(show)
  const bar = el('div', { class: 'bar' }, el('label', {}, failed, 'Failed'), slower, why)
  const close = () => {
    unwatch()
    feed.close()
  }
  return { element: el('div', { class: 'request-list' }, bar, empty, feed.element), close }
}

function slowerThan(ms) {
  return el('option', { value: ms }, ms === 0 ? 'However long' : `${formatMs(ms)} or more`)
}

function draw({ id, endpoint, ms, code, pod, started, documents }, onOpen) {
  const end =
    code === undefined
      ? `${documents} ${documents === 1 ? 'doc' : 'docs'}`
      : printable(pod === undefined ? code : `${code} ${pod}`, 80)
  return el(
    'li',
    { class: code === undefined ? '' : 'bad' },
    el(
      'button',
      { type: 'button', onclick: () => onOpen(id) },
      el('time', {}, formatTime(started)),
      el('span', { class: 'endpoint' }, printable(endpoint, 80)),
      el('span', { class: 'end' }, end),
      lengthOf(ms),
      el('span', { class: 'ms' }, formatMs(ms)),
    ),
  )
}

/** A bar that is as long as a request took: half for 100 ms, all for 10 s, whatever the others took. */
function lengthOf(ms) {
  const bar = el('i')
  bar.style.width = `${Math.min(100, 25 * Math.log10(1 + ms)).toFixed(1)}%`
  return el('span', { class: 'length', 'aria-hidden': 'true' }, bar)
}
