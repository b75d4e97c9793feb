import { el, setAttribute, setText } from '../dom.js'
import { formatAge, formatCount, formatMs, formatRate } from '../model/format.js'

/** What is written beside the name of the Flow, and how it looks. */
const STATES = {
  ready: ['ready', 'good'],
  lost: ['a Pod is lost', 'bad'],
  stopping: ['stopping', 'calm'],
  gone: ['not there', 'bad'],
  denied: ['needs a token', 'bad'],
  connecting: ['connecting', 'calm'],
}

const FIGURES = [
  ['answers', ({ rate }) => formatRate(rate)],
  ['p50', ({ p50 }) => formatMs(p50)],
  ['p99', ({ p99 }) => formatMs(p99)],
  ['in flight', ({ inFlight }) => formatCount(inFlight)],
  ['waiting', ({ waiting }) => formatCount(waiting)],
  ['failed', ({ failed }) => formatRate(failed)],
]

/** The top of the page: which Flow it is, how it is doing, and its figures. */
export function createHeader(root, store) {
  const name = el('h1', {}, 'Peaflow')
  const state = el('span', { class: 'state calm' }, 'connecting')
  const [about, program] = [el('span'), el('span', { class: 'program' })]
  const values = FIGURES.map(() => el('dd', {}, '–'))
  const figures = FIGURES.map(([label], index) =>
    el('div', { class: label.replace(' ', '-') }, el('dt', {}, label), values[index]),
  )
  root.append(
    el(
      'div',
      { class: 'who' },
      el('div', { class: 'title-row' }, name, state),
      el('p', { class: 'about' }, about, program),
    ),
    el('dl', { class: 'figures' }, ...figures),
  )
  const showAge = () => {
    setText(about, describe(store.state))
    setText(program, describeProgram(store.state))
  }
  setInterval(showAge, 1_000)
  store.watch((current) => {
    const { status, rates } = current
    const [text, tone] = STATES[stateOf(current)]
    setText(name, status?.flow ?? 'Peaflow')
    setText(state, text)
    setAttribute(state, 'class', `state ${tone}`)
    for (const [index, [, show]] of FIGURES.entries())
      setText(values[index], rates === undefined ? '–' : show(rates.flow))
    root.classList.toggle('failing', rates?.flow.failed > 0)
    document.title = `${text === 'ready' ? '' : `${text}: `}${status?.flow ?? 'Peaflow'}`
    showAge()
  })
}

function stateOf({ connection, status }) {
  if (connection !== 'up') return connection
  return Object.hasOwn(STATES, status?.state ?? '') ? status.state : 'connecting'
}

function describe({ status, connection }) {
  if (status === undefined) return ''
  const replicas = status.peas?.length ?? 0
  const pods = Object.keys(status.pods ?? {}).length
  const counts = `${replicas} ${replicas === 1 ? 'Pea' : 'Peas'} in ${pods} ${pods === 1 ? 'Pod' : 'Pods'}`
  return connection === 'up' ? `${counts} · up ${formatAge(Date.now() - Date.parse(status.started))}` : counts
}

function describeProgram({ status, connection }) {
  return connection === 'up' && status !== undefined ? ` · pid ${status.pid} · Peaflow ${status.version}` : ''
}
