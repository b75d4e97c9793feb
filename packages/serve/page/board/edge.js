import { setText, svg } from '../dom.js'
import { formatRate } from '../model/format.js'
import { rateInto } from '../model/pods.js'
import { boxOf } from './pod-card.js'

/** The length of a dash with the gap after it, in pixels. */
const STEP = 18

/** Brings an edge of the picture to life: dashes that move as fast as documents pass, and their rate. */
export function createEdge(group) {
  const pod = group.getAttribute('data-to')
  const room = boxOf(group.querySelector('.room'))
  const stream = svg('path', { class: 'stream', d: group.querySelector('.arrow').getAttribute('d') })
  const rate = svg('text', { class: 'rate', x: room.x + room.width / 2, y: room.y + 13, 'text-anchor': 'middle' })
  group.querySelector('.arrow').after(stream)
  group.append(rate)
  const movement = move(stream)
  return {
    group,
    from: group.getAttribute('data-from'),
    to: pod,
    update(state) {
      const passing = rateInto(state, pod)
      setText(rate, formatRate(passing))
      group.classList.toggle('still', !(passing > 0))
      movement.setSpeed(speedOf(passing ?? 0))
    },
    close: () => movement.cancel(),
  }
}

/** How fast dashes move, as a multiple of one step a second: ten times the rate is one step more. */
export function speedOf(rate) {
  return rate <= 0 ? 0 : 0.6 + 0.9 * Math.log10(1 + rate)
}

function move(path) {
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)')
  const animation = path.animate([{ strokeDashoffset: `${STEP}px` }, { strokeDashoffset: '0px' }], {
    duration: 1_000,
    iterations: Infinity,
  })
  animation.pause()
  let shown = 0
  return {
    setSpeed(speed) {
      const next = isCalm.matches ? 0 : speed
      // A little more or less is not worth a jump of the animation's clock.
      if (Math.abs(next - shown) < 0.05 && next > 0 === shown > 0) return
      shown = next
      if (next === 0) animation.pause()
      else {
        animation.updatePlaybackRate(next)
        animation.play()
      }
    },
    cancel: () => animation.cancel(),
  }
}
