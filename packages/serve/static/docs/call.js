import { element } from './element.js'

/** How much of an answer is shown, in UTF-16 code units. */
const MOST_SHOWN = 200_000

const FORMATS = ['application/json', 'application/x-ndjson', 'text/event-stream']

/** A form that posts JSON to an endpoint, and shows what comes back as it comes. */
export function callForm({ id, path, isAny, example, token }) {
  const body = element('textarea', { id: `${id}-body`, name: 'body', spellcheck: 'false', rows: 8 })
  body.value = JSON.stringify(example, undefined, 2)
  const target = element('input', {
    class: 'path',
    name: 'path',
    'aria-label': 'Endpoint',
    value: path,
    hidden: !isAny,
  })
  const accept = element('select', { name: 'accept', 'aria-label': 'Form of the answer' })
  accept.append(...FORMATS.map((format) => element('option', { value: format }, format)))
  const send = element('button', { type: 'submit' }, 'Send')
  const result = element('div', { class: 'result', 'aria-live': 'polite' })
  const controls = element('div', { class: 'controls' }, target, accept, send)
  const label = element('label', { for: `${id}-body` }, 'Request')
  const form = element('form', {}, label, body, controls, result)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    // Not disabled: a button that is loses the focus of the keyboard.
    if (form.ariaBusy === 'true') return
    form.ariaBusy = 'true'
    await call({ path: target.value, body: body.value, accept: accept.value, token: token() }, result)
    form.ariaBusy = 'false'
  })
  body.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit()
  })
  return form
}

async function call({ path, body, accept, token }, result) {
  const headers = { 'content-type': 'application/json', accept }
  if (token !== '') headers.authorization = `Bearer ${token}`
  const begun = performance.now()
  try {
    const url = new URL(path.replace(/^\/+/, ''), document.baseURI)
    const response = await fetch(url, { method: 'POST', headers, body })
    await show(response, result, begun)
  } catch (error) {
    result.replaceChildren(element('p', { class: 'failed' }, `No answer: ${error.message}`))
  }
}

async function show(response, result, begun) {
  const { status, statusText, ok, headers } = response
  const line = element('p', { class: ok ? 'status' : 'status failed' }, `${status} ${statusText}`.trim())
  const details = element('p', { class: 'note' })
  const text = element('pre', { tabindex: 0, 'aria-label': 'Answer' })
  result.replaceChildren(line, details, ...timings(headers.get('server-timing')), text)
  const isJson = /[/+]json/.test(headers.get('content-type') ?? '')
  const isWhole = await read(response, text)
  const took = `${(performance.now() - begun).toFixed(1)} ms`
  details.textContent = [took, headers.get('x-request-id')].filter(Boolean).join(' · ')
  if (!isWhole) details.append(` · only the first ${MOST_SHOWN} characters are shown`)
  else if (isJson) text.textContent = pretty(text.textContent)
}

/** Shows the pieces of an answer as they come. Returns whether all of it is shown. */
async function read(response, text) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let shown = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return true
    text.append(value.slice(0, MOST_SHOWN - shown))
    shown += value.length
    if (shown > MOST_SHOWN) {
      await reader.cancel()
      return false
    }
  }
}

/** Lines and numbers of any size stay as they are where a copy would change them. */
function pretty(text) {
  try {
    const value = JSON.parse(text)
    return JSON.stringify(value) === text.trim() ? JSON.stringify(value, undefined, 2) : text
  } catch {
    return text
  }
}

/** A bar for each entry of a `Server-Timing` with a duration, in milliseconds. */
function timings(header) {
  const entries = [...(header ?? '').matchAll(/([\w!#$%&'*+.^`|~-]+)(?:;desc="[^"]*")?;dur=([\d.]+)/g)]
  if (entries.length === 0) return []
  const longest = Math.max(...entries.map(([, , duration]) => Number(duration)), 0.001)
  const rows = entries.map(([, name, duration]) => {
    const bar = element('span', { class: 'bar', 'aria-hidden': 'true' })
    bar.style.setProperty('--share', `${(100 * Number(duration)) / longest}%`)
    return element('li', {}, element('code', {}, name), bar, element('span', {}, `${duration} ms`))
  })
  return [element('ul', { class: 'timings', 'aria-label': 'Server-Timing' }, ...rows)]
}
