import { formatMs, printable } from './format.js'

/**
 * What an event of a Flow is to a reader: the Pod, the text, and whether it is good news, bad news or neither.
 * `undefined` for one that says nothing by itself.
 */
export function describeEvent(event) {
  const tell = TEXTS[event.type]
  if (tell === undefined) return undefined
  const [tone, text] = tell(event)
  const pod = event.pod ?? podOf(event.pea)
  return { tone, text: printable(text, 400), ...(pod !== undefined && { pod }), ...(event.pea && { pea: event.pea }) }
}

/** The Pod of a Pea: `encode` of `encode/0`. */
export function podOf(pea) {
  return pea === undefined ? undefined : pea.slice(0, Math.max(0, pea.lastIndexOf('/'))) || pea
}

/** How a Pea ended: `SIGKILL`, `exit code 1`, `out of memory (limit 512 MB)`. */
export function describeExit({ code, signal, reason }) {
  if (reason !== undefined) return reason
  if (signal !== null && signal !== undefined) return signal
  return code === null || code === undefined ? 'it never ran' : `exit code ${code}`
}

const TEXTS = {
  'pea-progress': ({ pea, message }) => ['calm', `${pea}: ${message}`],
  'replicas-awaited': ({ pod, count }) => ['calm', `${pod} waits for ${replicas(count)} to join`],
  'pea-launched': ({ pea }) => ['calm', `${pea} has been launched`],
  'pea-ready': ({ pea }) => ['good', `${pea} is ready`],
  'pea-leaving': ({ pea }) => ['calm', `${pea} finishes what it has, and gets nothing more`],
  'pea-exited': ({ pea, expected, exit, restartIn }) =>
    expected
      ? ['calm', `${pea} has ended`]
      : [
          'bad',
          `${pea} ended: ${describeExit(exit)}${restartIn === undefined ? '' : `; again in ${formatMs(restartIn)}`}`,
        ],
  'pea-restarted': ({ pea }) => ['good', `${pea} is back`],
  'pea-degraded': ({ pea, reason }) => ['bad', `${pea} does not come up: ${reason}`],
  'pea-recovered': ({ pea }) => ['good', `${pea} has recovered`],
  'pea-lost': ({ pea, reason }) => ['bad', `${pea} is lost: ${reason}`],
  'protocol-broken': ({ pea, peer, reason, count }) => [
    'bad',
    `${pea} dropped ${count} ${count === 1 ? 'message' : 'messages'}${peer === undefined ? '' : ` of ${peer}`}: ${reason}`,
  ],
  'side-failed': ({ error }) => ['bad', `a request failed on a side branch: ${error?.message ?? 'no reason given'}`],
  scaling: ({ pod, from, to }) => ['calm', `${pod} goes from ${replicas(from)} to ${to}`],
  scaled: ({ pod, to }) => ['good', `${pod} has ${replicas(to)}`],
  restarting: ({ pod }) => ['calm', `${pod} gets new Peas, one after another`],
  restarted: ({ pod }) => ['good', `${pod} has new Peas`],
}

function replicas(count) {
  return count === 1 ? '1 replica' : `${count} replicas`
}
