import { el } from '../dom.js'

let count = 0

/**
 * Tabs, as WAI-ARIA describes them: arrow keys go from one to the next. Each is `[title, open]`; `open` makes its content,
 * `{ element, close }`, when it is looked at, and `close` ends what it does when it is not any more.
 */
export function createTabs(tabs, { label, first = 0 }) {
  count += 1
  const panel = el('div', { class: 'tab-panel', role: 'tabpanel', id: `panel-${count}`, tabindex: '-1' })
  let content
  const select = (index) => {
    content?.close?.()
    for (const [position, button] of buttons.entries()) {
      button.setAttribute('aria-selected', String(position === index))
      button.tabIndex = position === index ? 0 : -1
    }
    panel.setAttribute('aria-labelledby', buttons[index].id)
    content = tabs[index][1]()
    panel.replaceChildren(content.element)
  }
  const buttons = tabs.map(([title], index) =>
    el(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${count}-${index}`,
        'aria-controls': panel.id,
        onclick: () => select(index),
        onkeydown: (event) => moveBy(event, { buttons, index, select }),
      },
      title,
    ),
  )
  select(first)
  return {
    element: el(
      'div',
      { class: 'tabs' },
      el('div', { class: 'tab-list', role: 'tablist', 'aria-label': label }, ...buttons),
      panel,
    ),
    select,
    close: () => content?.close?.(),
  }
}

const MOVES = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }

function moveBy(event, { buttons, index, select }) {
  if (!Object.hasOwn(MOVES, event.key)) return
  event.preventDefault()
  const step = MOVES[event.key]
  const end = step < 0 ? 0 : buttons.length - 1
  const next = Number.isFinite(step) ? (index + step + buttons.length) % buttons.length : end
  select(next)
  buttons[next].focus()
}
