import { el } from '../dom.js'

/**
 * A list whose newest entries are at its top or its end, that stands still while somebody points at it or has the focus in
 * it, and says how many have come meanwhile.
 */
export function createFeed({ draw, most, label }) {
  const list = el('ol', { class: 'feed', 'aria-label': label })
  const more = el('button', { type: 'button', class: 'more', hidden: true, onclick: () => show(true) })
  const element = el('div', { class: 'feed-box' }, more, list)
  let entries = []
  let shown = new Map()
  let timer
  const isHeld = () =>
    list.matches(':hover') || (list.contains(document.activeElement) && list.matches(':focus-within'))
  const show = (isForced = false) => {
    const fresh = entries.filter(({ key }) => !shown.has(key)).length
    if (isHeld() && !isForced && shown.size > 0) {
      more.hidden = fresh === 0
      more.textContent = `${fresh} new`
      return
    }
    more.hidden = true
    const next = new Map(entries.map((entry) => [entry.key, shown.get(entry.key) ?? draw(entry)]))
    if (next.size !== shown.size || fresh > 0) list.replaceChildren(...next.values())
    shown = next
  }
  list.addEventListener('mouseleave', () => show())
  return {
    element,
    /** Shows these entries, the first at the top; each has a `key`. Several times a second is as good as once. */
    update(next) {
      entries = next.slice(0, most)
      timer ??= setTimeout(
        () => {
          timer = undefined
          show()
        },
        shown.size === 0 ? 0 : 400,
      )
    },
    close: () => clearTimeout(timer),
  }
}
