import { el } from '../dom.js'
import { formatTime, printable } from '../model/format.js'

/** The most lines that are shown: older ones go. */
const MOST = 1_000

const LEVELS = ['debug', 'info', 'warn', 'error']

/** What the Peas of some Pods write, or of all, as they write it. */
export function openLogs(api, pods = []) {
  const output = el('ol', { class: 'log', tabindex: '0', 'aria-label': 'Log' })
  const state = el('span', { class: 'hint', role: 'status' })
  let reading = new AbortController()
  let isPaused = false
  const held = []
  const restart = () => {
    reading.abort()
    reading = new AbortController()
    output.replaceChildren()
    held.length = 0
    void read()
  }
  const level = el(
    'select',
    { 'aria-label': 'Level', onchange: restart },
    ...LEVELS.map((name) => el('option', { value: name }, levelName(name))),
  )
  level.value = 'debug'
  const grep = el('input', {
    type: 'search',
    placeholder: 'Filter, as a regular expression',
    'aria-label': 'Filter',
    onchange: restart,
  })
  const pause = el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => setPaused(!isPaused) }, 'Pause')
  const setPaused = (next) => {
    isPaused = next
    pause.setAttribute('aria-pressed', String(next))
    if (!next) append(output, held.splice(0))
  }
  const read = async () => {
    const { signal } = reading
    state.textContent = ''
    try {
      for await (const line of api.lines(`logs?${query({ pods, level: level.value, grep: grep.value })}`, signal)) {
        if (line === '') continue
        if (isPaused) held.splice(0, Math.max(0, held.length - MOST), JSON.parse(line))
        else queue(output, JSON.parse(line))
      }
      state.textContent = 'The log has ended.'
    } catch (problem) {
      if (!signal.aborted) state.textContent = `${problem.message}.`
    }
  }
  void read()
  const bar = el('div', { class: 'bar' }, level, grep, pause, state)
  return { element: el('div', { class: 'logs' }, bar, output), close: () => reading.abort() }
}

function query({ pods, level, grep }) {
  const parameters = new URLSearchParams({ follow: '1', tail: '200' })
  for (const pod of pods) parameters.append('pod', pod)
  if (level !== 'debug') parameters.set('level', level)
  if (grep !== '') parameters.set('grep', grep)
  return parameters
}

function levelName(level) {
  return level === 'debug' ? 'All levels' : `${level} and above`
}

const queues = new WeakMap()

/** Adds an entry in the next frame, with all others that come until then. */
function queue(output, entry) {
  const isDue = queues.has(output)
  const entries = queues.get(output) ?? []
  queues.set(output, entries)
  entries.push(entry)
  if (entries.length > MOST) entries.shift()
  if (isDue) return
  requestAnimationFrame(() => {
    queues.delete(output)
    append(output, entries)
  })
}

function append(output, entries) {
  const isAtEnd = output.scrollTop + output.clientHeight >= output.scrollHeight - 24
  output.append(...entries.map(draw))
  for (let over = output.childElementCount - MOST; over > 0; over -= 1) output.firstChild.remove()
  if (isAtEnd) output.scrollTop = output.scrollHeight
}

function draw({ time, pea, level, text }) {
  const tone = LEVELS.includes(level) ? level : 'info'
  return el(
    'li',
    { class: tone },
    el('time', {}, formatTime(time)),
    el('span', { class: 'pea' }, printable(pea, 80)),
    el('span', { class: 'text' }, printable(text)),
  )
}
