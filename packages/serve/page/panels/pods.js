import { el, setAttribute, setText } from '../dom.js'
import { formatBytes, formatCores, formatCount, formatMs, formatRate } from '../model/format.js'
import { groupsOf, viewPods } from '../model/pods.js'

/** The columns after the name: a class, a title, and what is in a cell. */
const COLUMNS = [
  ['ready', 'ready', ({ ready, of }) => (of === undefined ? '–' : `${ready} of ${of}`)],
  ['rate', 'calls', ({ rate }) => formatRate(rate)],
  ['p99', 'p99', ({ p99 }) => formatMs(p99)],
  ['waiting', 'waiting', ({ waiting }) => formatCount(waiting)],
  ['running', 'running', ({ running }) => formatCount(running)],
  ['failed', 'failed', ({ failed }) => formatRate(failed)],
  ['cpu', 'CPU', ({ own }) => formatCores(own?.cpu)],
  ['memory', 'memory', ({ own }) => formatBytes(own?.memory)],
  ['restarts', 'restarts', ({ restarts }) => formatCount(restarts)],
]

/** All Pods in a table, as `peaflow top` has them. Pressing one selects it. */
export function openPods(store, onSelect) {
  const body = el('tbody')
  const head = el(
    'tr',
    {},
    el('th', { scope: 'col' }, 'Pod'),
    ...COLUMNS.map(([, title]) => el('th', { scope: 'col' }, title)),
  )
  let rows = []
  let shown
  const unwatch = store.watch((state) => {
    if (state.plan !== shown) {
      shown = state.plan
      rows = groupsOf(shown).map((names) => createRow(names, onSelect))
      body.replaceChildren(...rows.map(({ row }) => row))
    }
    for (const row of rows) row.update(state)
  })
  const table = el('table', { class: 'peas pods' }, el('thead', {}, head), body)
  return { element: el('div', { class: 'table-box', tabindex: '-1' }, table), close: unwatch }
}

function createRow(names, onSelect) {
  const cells = COLUMNS.map(([name]) => el('td', { class: name }))
  const button = el('button', { type: 'button' }, names.join(' → '))
  const row = el('tr', { onclick: () => onSelect(names) }, el('th', { scope: 'row' }, button), ...cells)
  const update = (state) => {
    const view = { ...viewPods(state, names), own: state.rates?.pods?.[names[0]] }
    setAttribute(row, 'class', `${view.health}${view.failed > 0 ? ' failing' : ''}`)
    for (const [index, [, , show]] of COLUMNS.entries()) setText(cells[index], show(view))
  }
  return { row, update }
}
