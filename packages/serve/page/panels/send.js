import { el } from '../dom.js'
import { formatMs, printable } from '../model/format.js'
import { Problem } from '../net/api.js'
import { linesOf } from '../net/read.js'
import { drawDocument } from './tap.js'

/** The most documents of an answer that are drawn. */
const MOST = 50

/** A form that sends documents through the Flow, and shows what comes back. `onAnswered` gets the id of the request. */
export function openSend({ api, store, onAnswered }) {
  const endpoints = el('datalist', { id: 'endpoints' })
  const endpoint = el('input', {
    name: 'endpoint',
    list: 'endpoints',
    value: store.state.sent?.endpoint ?? '/',
    required: true,
    'aria-label': 'Endpoint',
    spellcheck: 'false',
    autocomplete: 'off',
  })
  const text = el('textarea', {
    name: 'documents',
    rows: '4',
    'aria-label': 'Documents',
    spellcheck: 'false',
    placeholder: 'A text, or JSON: a document, a list of them, or {"documents": [...], "parameters": {...}}',
  })
  const button = el('button', { class: 'primary' }, 'Send')
  const state = el('span', { class: 'hint', role: 'status' })
  const answer = el('div', { class: 'answer' })
  let sending
  const form = el('form', { onsubmit: (event) => submit(event), onkeydown: (event) => submitByKey(event, form) })
  const submit = async (event) => {
    event.preventDefault()
    if (sending !== undefined) return sending.abort()
    sending = new AbortController()
    button.textContent = 'Cancel'
    answer.replaceChildren()
    await send({ api, endpoint: endpoint.value, text: text.value, signal: sending.signal, state, answer, onAnswered })
    sending = undefined
    button.textContent = 'Send'
  }
  form.append(el('div', { class: 'bar' }, endpoint, endpoints, button, state), text)
  void offerEndpoints({ api, store }, { endpoints, endpoint })
  return { element: el('div', { class: 'send' }, form, answer), close: () => sending?.abort() }
}

/** What is typed, as the body of a request: JSON where it is that, else one document with a text. */
export function toBody(text) {
  try {
    const value = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return text
  } catch {
    // A text.
  }
  return JSON.stringify({ documents: [{ text }] })
}

async function send({ api, endpoint, text, signal, state, answer, onAnswered }) {
  const id = randomId()
  const start = performance.now()
  state.textContent = 'On its way …'
  const path = endpoint.startsWith('/') ? endpoint : `/${endpoint}`
  try {
    const response = await api.call(path, { body: toBody(text), signal, headers: { 'x-request-id': id } })
    const count = await readAnswer(response.body, answer)
    const more = count > MOST ? `, of which ${MOST} are shown` : ''
    state.textContent = `${count} ${count === 1 ? 'document' : 'documents'} after ${formatMs(performance.now() - start)}${more}`
  } catch (problem) {
    state.textContent = signal.aborted ? 'Cancelled.' : ''
    if (signal.aborted) return
    const hint = el('p', { class: 'hint' }, printable(problem.hint ?? ''))
    answer.append(el('p', { class: 'bad' }, printable(describe(problem))), hint)
  }
  const why = el('button', { type: 'button', onclick: () => onAnswered(id) }, 'Where did the time go?')
  answer.prepend(el('p', {}, why))
  onAnswered(id, { isShownOnly: true })
}

/** Draws documents as they come. Returns how many have come. */
async function readAnswer(body, answer) {
  let count = 0
  for await (const line of linesOf(body)) {
    if (line === '') continue
    const value = JSON.parse(line)
    if (isFailure(value)) throw new Problem(value.error)
    count += 1
    if (count <= MOST) answer.append(drawDocument(value))
  }
  return count
}

function isFailure(value) {
  return typeof value?.error?.code === 'string' && Object.keys(value).length === 1
}

function describe({ code, message, pod }) {
  const where = pod === undefined ? '' : ` (in ${pod})`
  return code ? `${code}: ${message}${where}` : message
}

/** `crypto.randomUUID` is there only on pages that came encrypted or from this machine. */
function randomId() {
  return `page-${[...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

function submitByKey(event, form) {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit()
}

/** Offers the endpoints that the Flow describes, and those that have been called: a Flow that takes any describes none. */
async function offerEndpoints({ api, store }, { endpoints, endpoint }) {
  const description = await api.outside('openapi.json').catch(() => undefined)
  const described = Object.entries(description?.paths ?? {}).filter(([, path]) => path.post !== undefined)
  const paths = described.map(([path]) => path).filter((path) => !path.includes('{'))
  const offer = ({ traces }) => {
    const called = traces.filter(({ code }) => code === undefined).map((trace) => trace.endpoint)
    const all = [...new Set([...paths, ...called.reverse()])].slice(0, 50)
    if (all.join() === [...endpoints.children].map(({ value }) => value).join()) return
    endpoints.replaceChildren(...all.map((path) => el('option', { value: path })))
    if (endpoint.value === '/' && document.activeElement !== endpoint) [endpoint.value] = all
  }
  store.watch(offer)
}
