import type { GlobalOptions } from '../commands/globals.ts'
import { count } from '../output/count.ts'
import { EXIT } from '../report/fail.ts'
import { catchInterruption } from '../run/interruption.ts'
import { openScreen, type Screen } from '../run/screen.ts'
import { keepUp, toExternalSpec } from './keep-up.ts'
import { loadPart, type PodPart, type PodTarget } from './part.ts'
import { toSnippet } from './snippet.ts'

/** Runs the external Pod of a flow file until it is interrupted, and returns the exit code. */
export async function runPod(target: PodTarget, globals: GlobalOptions): Promise<number> {
  using interruption = catchInterruption()
  const part = await loadPart(target, globals)
  const { processLauncher } = await import('@peaflow/runtime-local')
  const screen = openScreen({ ...part.plan, peas: part.peas }, process.stdout, globals)
  // What fails to start takes the others with it.
  const failed = new AbortController()
  const asked = AbortSignal.any([interruption.asked, failed.signal])
  const insisted = AbortSignal.any([interruption.insisted, failed.signal])
  const options = { launcher: processLauncher(), screen, asked, insisted }
  screen.show(() => `${target.name}: starting ${count(part.peas.length, 'Pea')}`)
  const kept = part.peas.map((pea) => keepUp(toExternalSpec(pea, part), options))
  const ended = Promise.all(kept.map((pea) => pea.ended))
  try {
    await Promise.all(kept.map(({ ready }) => ready))
    screen.hide()
    sayReady(screen, target.name, part)
    const onAsked = () => screen.say(`${target.name} stops; ^C again insists`)
    interruption.asked.addEventListener('abort', onAsked)
    await ended
  } catch (caught) {
    if (!interruption.asked.aborted) throw caught
  } finally {
    failed.abort()
    await ended
    screen.end()
  }
  return interruption.asked.aborted ? EXIT.interrupted : EXIT.failed
}

function sayReady(screen: Screen, name: string, { plan, peas, ports, site }: PodPart): void {
  const hosts = new Set(
    plan.peas.flatMap(({ pod, role, host }) => (pod === name && role === 'replica' ? (host ?? []) : [])),
  )
  const text = [
    `${name} is ready: ${count(peas.length, 'Pea')} at ${site.bind}; ^C stops it`,
    'Flows find it by this part of their file:',
    toSnippet(name, [...hosts], ports),
  ]
  screen.say(text.join('\n'), { ready: true, pod: name, peas: peas.map(({ id }) => id), ...ports })
}
