import { setAttribute, svg } from '../dom.js'

/** What the phases of a Pea are to somebody who looks at it: colour and shape say the same. */
const LOOKS = {
  ready: 'ready',
  launching: 'coming',
  starting: 'coming',
  pausing: 'coming',
  leaving: 'leaving',
  degraded: 'failed',
  lost: 'failed',
  ended: 'ended',
}

/** The most replicas that have a dot of their own. */
const MOST = { large: 11, small: 22 }

/** How a Pea in a phase looks: `ready`, `coming`, `leaving`, `failed` or `ended`. */
export function lookOf(phase) {
  return Object.hasOwn(LOOKS, phase) ? LOOKS[phase] : 'ended'
}

/** A row of Peas from a point on: a dot for each replica, a diamond for the head before and the tail after them. */
export function createMarks({ x, y }) {
  const group = svg('g', { class: 'marks' })
  let shown = ''
  let marks = []
  return {
    element: group,
    update({ replicas, ends }) {
      const peas = inOrder(replicas, ends)
      const shape = peas.map(({ id }) => id).join(' ')
      if (shape !== shown) {
        shown = shape
        marks = replicas.length > MOST.small ? [] : drawMarks(peas, { x, y })
        group.replaceChildren(
          ...(marks.length > 0 || peas.length === 0 ? marks : [svg('text', { class: 'many', x, y: y + 4 })]),
        )
      }
      for (const [index, pea] of peas.entries()) look(marks[index], pea)
      if (marks.length === 0 && peas.length > 0) countReady(group.firstChild, replicas)
    },
  }
}

function inOrder(replicas, ends) {
  return [...ends.filter(({ role }) => role === 'head'), ...replicas, ...ends.filter(({ role }) => role === 'tail')]
}

function drawMarks(peas, { x, y }) {
  const isSmall = peas.length > MOST.large + 2
  const [radius, step] = isSmall ? [2.6, 7] : [4.5, 13]
  return peas.map(({ role }, index) => {
    const middle = x + radius + index * step
    return role === 'replica' ? dot({ middle, y, radius }) : diamond({ middle, y, radius })
  })
}

function dot({ middle, y, radius }) {
  return svg('circle', { class: 'mark', cx: middle, cy: y, r: radius })
}

function diamond({ middle, y, radius }) {
  const reach = radius * 1.15
  return svg('path', {
    class: 'mark end',
    d: `M${middle - reach} ${y}L${middle} ${y - reach}L${middle + reach} ${y}L${middle} ${y + reach}Z`,
  })
}

function look(mark, { role, phase }) {
  if (mark !== undefined) setAttribute(mark, 'class', `mark ${role === 'replica' ? '' : 'end '}${lookOf(phase)}`)
}

function countReady(text, replicas) {
  const ready = replicas.filter(({ phase }) => phase === 'ready').length
  text.textContent = `${ready} of ${replicas.length} replicas`
  setAttribute(text, 'class', ready === replicas.length ? 'many' : 'many reduced')
}
