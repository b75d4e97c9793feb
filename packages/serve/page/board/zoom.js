const LEAST = 0.25
const MOST = 2.5

/** The scale at which texts cannot be read any more: then titles are drawn larger, and details not at all. */
const READABLE = 0.72

/**
 * A picture in a box that scrolls. It is fitted to the box until the reader zooms; then it stays as it is. Scrolling is the
 * browser's own, so that fingers, wheels and arrow keys do what they always do; a mouse may also drag.
 */
export function createZoom(scroller) {
  let picture
  let size = { width: 1, height: 1 }
  let scale = 1
  let isFitted = true
  const apply = (next) => {
    scale = Math.min(MOST, Math.max(LEAST, next))
    picture.style.width = `${Math.round(size.width * scale)}px`
    picture.style.height = `${Math.round(size.height * scale)}px`
    picture.classList.toggle('distant', scale < READABLE && !picture.classList.contains('compact'))
  }
  const showAll = () => {
    isFitted = true
    if (picture !== undefined) apply(fitting(size, scroller))
  }
  const zoom = (factor, point = middleOf(scroller)) => {
    if (picture === undefined) return
    isFitted = false
    const before = scale
    const at = { x: (scroller.scrollLeft + point.x) / before, y: (scroller.scrollTop + point.y) / before }
    apply(scale * factor)
    scroller.scrollTo({ left: at.x * scale - point.x, top: at.y * scale - point.y, behavior: 'instant' })
  }
  new ResizeObserver(() => isFitted && showAll()).observe(scroller)
  scroller.addEventListener('wheel', (event) => zoomByWheel(event, { scroller, zoom }), { passive: false })
  drag(scroller)
  return {
    zoom,
    showAll,
    /** Shows another picture, in the place of the one before. */
    show(next) {
      const { width, height } = next.viewBox.baseVal
      picture = next
      size = { width, height }
      scroller.replaceChildren(next)
      if (isFitted) showAll()
      else apply(scale)
    },
  }
}

/** The scale at which all of a picture is to be seen; on a narrow screen, all of its width. */
export function fitting({ width, height }, { clientWidth, clientHeight }) {
  const across = clientWidth / width
  const down = clientHeight / height
  const isNarrow = clientWidth < 700
  return isNarrow ? Math.min(1, Math.max(0.6, across)) : Math.min(1.15, Math.max(0.34, Math.min(across, down)))
}

function middleOf({ clientWidth, clientHeight }) {
  return { x: clientWidth / 2, y: clientHeight / 2 }
}

function zoomByWheel(event, { scroller, zoom }) {
  if (!event.ctrlKey && !event.metaKey) return
  event.preventDefault()
  const { left, top } = scroller.getBoundingClientRect()
  zoom(Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top })
}

/** Scrolls a box by dragging it with a mouse. A press that does not move stays a press. */
function drag(scroller) {
  scroller.addEventListener('pointerdown', (down) => {
    if (down.pointerType !== 'mouse' || down.button !== 0) return
    const from = { left: scroller.scrollLeft, top: scroller.scrollTop }
    const move = ({ clientX, clientY }) => {
      scroller.classList.add('dragged')
      scroller.scrollTo({
        left: from.left - clientX + down.clientX,
        top: from.top - clientY + down.clientY,
        behavior: 'instant',
      })
    }
    const end = () => {
      scroller.classList.remove('dragged')
      removeEventListener('pointermove', move)
    }
    addEventListener('pointermove', move)
    addEventListener('pointerup', end, { once: true })
  })
}
