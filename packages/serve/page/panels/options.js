import { el } from '../dom.js'
import { printable } from '../model/format.js'

/** The options of some Pods, as the plan has them. */
export function openOptions(store, names) {
  const element = el('div', { class: 'options' })
  let shown
  const unwatch = store.watch(({ plan }) => {
    if (plan === shown) return
    shown = plan
    const pods = names.flatMap((name) => plan?.pods.find((pod) => pod.name === name) ?? [])
    element.replaceChildren(...pods.flatMap((pod) => drawPod(pod, names.length > 1)))
  })
  return { element, close: unwatch }
}

function drawPod({ name, needs, options }, isNamed) {
  const rows = Object.entries({ needs, ...options }).filter(([, value]) => value !== undefined && value !== null)
  const table = el(
    'table',
    {},
    el(
      'tbody',
      {},
      ...rows.map(([key, value]) =>
        el('tr', {}, el('th', { scope: 'row' }, printable(key, 80)), el('td', {}, show(key, value))),
      ),
    ),
  )
  return isNamed ? [el('h3', {}, name), table] : [table]
}

function show(key, value) {
  if ((key === 'env' || key === 'with') && typeof value === 'object') return names(value)
  if (typeof value === 'string') return printable(value)
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return printable(value.join(', '))
  return printable(JSON.stringify(value, undefined, 1))
}

/** The plan that a server shows has no values here: they may be secret. */
function names(values) {
  return printable(`${Object.keys(values).join(', ')} (their values are not shown)`)
}
