import { svg } from '../dom.js'

/** What a picture may consist of. Everything else in it is left out, whoever drew it. */
const ELEMENTS = new Set(['svg', 'g', 'rect', 'path', 'circle', 'text', 'title'])
const ATTRIBUTES = new Set(
  ['class', 'x', 'y', 'cx', 'cy', 'r', 'rx', 'width', 'height', 'viewBox', 'transform', 'd', 'text-anchor'].concat([
    'data-pods',
    'data-from',
    'data-to',
  ]),
)

/**
 * Reads a picture of the plan. Its style sheet stays behind: the page has its own. `undefined` if it is not a picture, or
 * says nowhere which Pod is which.
 */
export function readPicture(text) {
  const { documentElement } = new DOMParser().parseFromString(
    text.replace(/<style>[^<]*<\/style>/g, ''),
    'image/svg+xml',
  )
  if (documentElement.localName !== 'svg' || documentElement.querySelector('[data-pods]') === null) return undefined
  return copy(documentElement)
}

/** A picture without edges, for a server that draws none: the Pods in the order of the plan, in rows. */
export function drawPicture(plan, columns) {
  const names = ['gateway/in', ...plan.pods.map(({ name }) => name).filter((name) => name !== 'gateway'), 'gateway/out']
  const [width, height] = [204, 132]
  const rows = Math.ceil(names.length / columns)
  const size = { width: Math.min(columns, names.length) * width, height: rows * height }
  const groups = names.map((name, index) =>
    drawPod(name, { x: (index % columns) * width + 10, y: Math.floor(index / columns) * height + 10 }),
  )
  return svg('svg', { ...size, viewBox: `0 0 ${size.width} ${size.height}` }, ...groups)
}

function drawPod(name, { x, y }) {
  const isGateway = name.startsWith('gateway/')
  const title = svg('text', { class: 'title', x: x + 15, y: y + 26 }, isGateway ? name.slice(8) : name)
  const detail = svg('text', { class: 'detail', x: x + 15, y: y + 43 })
  const rect = svg('rect', { x, y, width: 184, height: 112, rx: isGateway ? 14 : 10 })
  return svg('g', { class: `pod ${isGateway ? 'gateway' : 'local'}`, 'data-pods': name }, rect, title, detail)
}

function copy(element) {
  const attributes = [...element.attributes].filter(({ name }) => ATTRIBUTES.has(name))
  const children = [...element.childNodes].map((child) => {
    if (child.nodeType === Node.TEXT_NODE) return child.textContent.trim() === '' ? undefined : child.textContent
    return ELEMENTS.has(child.localName) ? copy(child) : undefined
  })
  return svg(element.localName, Object.fromEntries(attributes.map(({ name, value }) => [name, value])), ...children)
}
