import { lookOf } from '../board/marks.js'
import { el, setAttribute, setText } from '../dom.js'
import { formatAge, formatBytes, formatCores, formatCount, formatMs, formatRate } from '../model/format.js'
import { viewPods } from '../model/pods.js'
import { createScaling } from './scaling.js'
import { createSparkline } from './sparkline.js'

const FIGURES = [
  ['calls', 'rate', formatRate],
  ['p50', 'p50', formatMs],
  ['p99', 'p99', formatMs],
  ['wait, p50', 'wait', formatMs],
  ['waiting', 'waiting', formatCount],
  ['running', 'running', formatCount],
  ['failed', 'failed', formatRate],
  ['CPU, cores', 'cpu', formatCores],
  ['memory', 'memory', formatBytes],
]

/** How a Pod is doing: its figures, their course, its Peas; and what changes it. */
export function openOverview({ api, store, names }) {
  const [name] = names
  const values = FIGURES.map(() => el('dd', {}, '–'))
  const figures = el(
    'dl',
    { class: 'figures' },
    ...FIGURES.map(([label], index) => el('div', {}, el('dt', {}, label), values[index])),
  )
  const courses = { rate: createSparkline('Calls', formatRate), p99: createSparkline('p99', formatMs) }
  const scaling = createScaling({ api, store, name })
  const peas = createPeas()
  const unwatch = store.watch((state) => {
    const rates = state.rates?.pods?.[name]
    for (const [index, [, key, format]] of FIGURES.entries())
      setText(values[index], rates === undefined ? '–' : format(rates[key]))
    const history = state.history.pods[name] ?? []
    courses.rate.update(history.map(({ rate }) => rate))
    courses.p99.update(history.map(({ p99 }) => p99))
    const { replicas, ends } = viewPods(state, names)
    peas.update([
      ...ends.filter(({ role }) => role === 'head'),
      ...replicas,
      ...ends.filter(({ role }) => role === 'tail'),
    ])
    scaling.update(state)
  })
  const chart = (title, { element }) => el('figure', {}, el('figcaption', {}, title), element)
  const charts = el('div', { class: 'charts' }, chart('calls a second', courses.rate), chart('p99', courses.p99))
  return { element: el('div', { class: 'overview' }, scaling.element, figures, charts, peas.element), close: unwatch }
}

const COLUMNS = ['Pea', 'state', 'runs as', 'restarts', 'in flight', 'CPU', 'memory', 'up']

function createPeas() {
  const body = el('tbody')
  const rows = new Map()
  const head = el('tr', {}, ...COLUMNS.map((title) => el('th', { scope: 'col' }, title)))
  const update = (peas) => {
    const ids = new Set(peas.map(({ id }) => id))
    for (const id of rows.keys()) if (!ids.has(id)) rows.delete(id)
    for (const pea of peas) {
      if (!rows.has(pea.id)) rows.set(pea.id, createRow())
      rows.get(pea.id).update(pea)
    }
    const order = peas.map(({ id }) => rows.get(id).row)
    if (order.length !== body.childElementCount || order.some((row, index) => row !== body.children[index]))
      body.replaceChildren(...order)
  }
  const table = el('table', { class: 'peas' }, el('thead', {}, head), body)
  return {
    element: el('div', { class: 'table-box', tabindex: '0', role: 'group', 'aria-label': 'Peas' }, table),
    update,
  }
}

function createRow() {
  const dot = el('span', { class: 'dot', 'aria-hidden': 'true' })
  const cells = COLUMNS.map(() => el('span'))
  const first = el('th', { scope: 'row' }, dot, cells[0])
  const row = el('tr', {}, first, ...cells.slice(1).map((cell) => el('td', {}, cell)))
  const update = (pea) => {
    setAttribute(dot, 'class', `dot ${pea.role === 'replica' ? '' : 'end '}${lookOf(pea.phase)}`)
    for (const [index, text] of cellsOf(pea).entries()) setText(cells[index], text)
  }
  return { row, update }
}

function cellsOf({ id, phase, runtime = '', pid, container, address, restarts, held, cpu, memory, uptime }) {
  const own = runtime === 'join' ? address : pid && `pid ${pid}`
  const process = container === undefined ? own : container.slice(0, 12)
  return [
    id,
    phase,
    process ?? runtime,
    formatCount(restarts),
    formatCount(held),
    formatCores(cpu),
    formatBytes(memory),
    formatAge(uptime),
  ]
}
