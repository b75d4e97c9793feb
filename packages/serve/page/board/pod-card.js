import { setAttribute, setText, svg } from '../dom.js'
import { formatCount, formatMs, formatRate } from '../model/format.js'
import { viewPods } from '../model/pods.js'
import { createMarks } from './marks.js'

/** Where in a Pod its Peas and figures are, in pixels from its corner: a compact picture has room for less. */
const ROOMY = { side: 15, marks: 59, title: 26, values: 84, captions: 98, load: 7, columns: [0, 0.45, 0.75] }
const COMPACT = { side: 12, marks: 34, title: 20, values: 55, load: 6, columns: [0, 1, 1] }

/** Brings a Pod of the picture to life: its Peas, its figures, how busy it is. Pressing it selects it. */
export function createPodCard(group, { onSelect, isCompact }) {
  const names = group.getAttribute('data-pods').split(' ')
  const room = isCompact ? COMPACT : ROOMY
  const box = boxOf(group.querySelector('rect'))
  const right = { x: box.x + box.width - room.side, 'text-anchor': 'end' }
  const marks = createMarks({ x: box.x + room.side, y: box.y + room.marks })
  const trouble = svg('text', { class: 'trouble', ...right, y: box.y + room.marks + 4 })
  const figures = createFigures(box, room)
  const load = createLoad(box, room)
  const tag = svg('text', { class: 'tag', ...right, y: box.y + room.title })
  group.append(marks.element, trouble, ...figures.elements, ...load.elements, tag)
  makeButton(group, () => onSelect(names))
  const update = (state) => {
    const view = viewPods(state, names)
    marks.update(view)
    figures.update(view)
    setText(trouble, describeTrouble(view))
    load.update(view.load)
    group.classList.toggle('failing', view.failed > 0)
    group.classList.toggle('queued', view.waiting > 0 && view.load > 0.8)
    for (const health of ['whole', 'reduced', 'lost']) group.classList.toggle(health, view.health === health)
    setAttribute(group, 'aria-label', describe(names, view))
  }
  return { group, names, box, tag, update }
}

/** Makes a group of a picture what a reader can press, with the keyboard too. */
export function makeButton(group, onPress) {
  group.setAttribute('role', 'button')
  group.setAttribute('tabindex', '0')
  group.addEventListener('click', onPress)
  group.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    onPress()
  })
}

/** The numbers of a rectangle. */
export function boxOf(rect) {
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(rect.getAttribute(name)))
  return { x, y, width, height }
}

function createFigures(box, { side, columns, values, captions }) {
  const draw = (label, index) => {
    const x = box.x + side + columns[index] * (box.width - 2 * side)
    const anchor = columns[index] === 1 ? 'end' : 'start'
    const value = svg('text', { class: 'value', x, y: box.y + values, 'text-anchor': anchor }, '–')
    const caption =
      captions === undefined ? undefined : svg('text', { class: 'caption', x, y: box.y + captions }, label)
    return { value, element: svg('g', { class: `figure ${label}` }, value, caption) }
  }
  const [p99, waiting, running] = ['p99', 'waiting', 'running'].map(draw)
  const isCompact = captions === undefined
  return {
    elements: isCompact ? [p99.element, waiting.element] : [p99.element, waiting.element, running.element],
    update(view) {
      setText(p99.value, formatMs(view.p99))
      const few = view.waiting > 0 ? `${formatCount(view.waiting)} waiting` : ''
      setText(waiting.value, isCompact ? few : formatCount(view.waiting))
      setText(running.value, formatCount(view.running))
    },
  }
}

function createLoad({ x, y, width, height }, { side, load }) {
  const shape = { x: x + side, y: y + height - load, width: width - 2 * side, height: 2.5, rx: 1.25 }
  const bar = svg('rect', { class: 'load', ...shape })
  bar.style.transform = 'scaleX(0)'
  let smooth = 0
  return {
    elements: [svg('rect', { class: 'load-room', ...shape }), bar],
    update(share = 0) {
      smooth = share === 0 && smooth < 0.01 ? 0 : smooth * 0.6 + share * 0.4
      bar.style.transform = `scaleX(${smooth.toFixed(3)})`
    },
  }
}

function describeTrouble({ failed, restarts }) {
  const failures = failed > 0 ? `✕ ${formatRate(failed)}` : ''
  return [restarts > 0 ? `↻ ${formatCount(restarts)}` : '', failures].filter((text) => text !== '').join('  ')
}

function describe(names, { ready, of, rate, p99, waiting, running, failed }) {
  const figures = rate === undefined ? [] : [`${formatCount(rate)} calls a second`, `p99 ${formatMs(p99)}`]
  const queue = waiting === undefined ? [] : [`${formatCount(waiting)} waiting`, `${formatCount(running)} running`]
  const failures = failed > 0 ? [`${formatCount(failed)} failed a second`] : []
  const replicas = of === undefined ? [] : [`${ready} of ${of} ready`]
  return [`Pod ${names.join(', ')}`, ...replicas, ...figures, ...queue, ...failures].join(', ')
}
