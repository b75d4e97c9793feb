import { el } from '../dom.js'
import { formatBytes, printable } from '../model/format.js'

const MOST = 200

/** What passes a Pod, as it passes: copies, of which none ever holds the Flow up. */
export function openTap(api, pod) {
  const output = el('ol', { class: 'tapped', tabindex: '0', 'aria-label': 'Messages' })
  const state = el('span', { class: 'hint', role: 'status' }, 'Nothing is copied before you start.')
  const controls = createControls()
  let reading
  const stop = () => {
    reading?.abort()
    reading = undefined
    show()
  }
  const start = async () => {
    reading = new AbortController()
    const { signal } = reading
    show()
    await read({ api, path: `pods/${encodeURIComponent(pod)}/tap?${controls.query()}`, signal, output, state })
    if (reading?.signal === signal) stop()
  }
  const toggle = el('button', {
    type: 'button',
    class: 'primary',
    onclick: () => (reading === undefined ? void start() : stop()),
  })
  const show = () => {
    toggle.textContent = reading === undefined ? 'Start' : 'Stop'
    controls.setDisabled(reading !== undefined)
  }
  show()
  const bar = el('div', { class: 'bar' }, toggle, ...controls.elements, state)
  return { element: el('div', { class: 'tap' }, bar, output), close: () => reading?.abort() }
}

function createControls() {
  const points = { out: 'what leaves it', in: 'what arrives' }
  const at = el(
    'select',
    { 'aria-label': 'Which messages' },
    ...Object.entries(points).map(([value, text]) => el('option', { value }, text)),
  )
  const rates = [1, 10, 100].map((count) => el('option', { value: count }, `${count}/s of each Pea`))
  const rate = el('select', { 'aria-label': 'How many' }, ...rates)
  rate.value = '10'
  return {
    elements: [at, rate],
    query: () => new URLSearchParams({ at: at.value, rate: rate.value, bytes: '65536' }),
    setDisabled(isDisabled) {
      for (const control of [at, rate]) control.disabled = isDisabled
    },
  }
}

async function read({ api, path, signal, output, state }) {
  state.textContent = 'Waiting for a message.'
  try {
    for await (const line of api.lines(path, signal)) {
      if (line === '') continue
      state.textContent = ''
      output.prepend(draw(JSON.parse(line)))
      if (output.childElementCount > MOST) output.lastChild.remove()
    }
    state.textContent = 'The tap has ended.'
  } catch (problem) {
    state.textContent = signal.aborted ? '' : `${problem.message}.`
  }
}

function draw({ pea, request, endpoint, documents, error, truncated, bytes, skipped }) {
  const failed =
    error === undefined ? undefined : el('p', { class: 'bad' }, printable(error.message ?? error.detail ?? error.code))
  const missing = truncated ? el('p', { class: 'hint' }, 'It is larger than a tap copies.') : undefined
  const about = [endpoint, formatBytes(bytes), skipped > 0 ? `${skipped} passed uncopied` : ''].filter((text) => text)
  return el(
    'li',
    {},
    el(
      'p',
      { class: 'about' },
      el('b', {}, printable(pea, 80)),
      ` request ${request} · `,
      printable(about.join(' · '), 200),
    ),
    ...(documents ?? []).slice(0, 20).map(drawDocument),
    failed,
    missing,
  )
}

/** A document: one line of it, and all of it when it is opened. */
export function drawDocument(document) {
  const text = JSON.stringify(document, shortenData, 2)
  const brief = JSON.stringify(document, shortenData)
  if (brief.length < 100) return el('pre', { class: 'document' }, printable(brief))
  return el(
    'details',
    { class: 'document' },
    el('summary', {}, printable(brief, 160)),
    el('pre', {}, printable(text, 20_000)),
  )
}

/** Long lists of numbers, such as embeddings, and long texts, such as files in base64, are not read by anybody. */
function shortenData(_key, value) {
  if (Array.isArray(value) && value.length > 16 && value.every((one) => typeof one === 'number')) {
    return [...value.slice(0, 6).map((one) => Number(one.toPrecision(4))), `… ${value.length} numbers`]
  }
  if (typeof value === 'string' && value.length > 2_000) return `${value.slice(0, 2_000)}… ${value.length} characters`
  return value
}
