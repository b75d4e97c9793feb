import type { GlobalOptions } from '../options/globals.ts'
import { EXIT } from '../report/exit-code.ts'
import { catchInterruption } from '../screen/interruption.ts'
import { openScreen, type Screen } from '../screen/screen.ts'
import { count } from '../terminal/count.ts'
import { type LocalPod, loadLocalPod, type PodTarget } from './local-pod.ts'
import { launchAndRestart, toExternalSpec } from './restart.ts'
import { toSnippet } from './snippet.ts'

/** Runs the external Pod of a flow file until it is interrupted, and returns the exit code. */
export async function runPod(target: PodTarget, globals: GlobalOptions): Promise<number> {
  using interruption = catchInterruption()
  const local = await loadLocalPod(target, globals)
  const { processLauncher } = await import('@peaflow/runtime-local')
  const screen = openScreen({ ...local.plan, peas: local.peas }, process.stdout, globals)
  // A Pea that fails to start stops the others.
  const failed = new AbortController()
  const stop = AbortSignal.any([interruption.stop, failed.signal])
  const kill = AbortSignal.any([interruption.kill, failed.signal])
  const options = { launcher: processLauncher(), screen, stop, kill }
  screen.show(() => `${target.name}: starting ${count(local.peas.length, 'Pea')}`)
  const peas = local.peas.map((pea) => launchAndRestart(toExternalSpec(pea, local), options))
  const ended = Promise.all(peas.map((pea) => pea.ended))
  try {
    await Promise.all(peas.map(({ ready }) => ready))
    screen.hide()
    printReady(screen, target.name, local)
    const onStop = () => screen.print(`${target.name} is stopping; a second ^C stops it at once`)
    interruption.stop.addEventListener('abort', onStop)
    await ended
  } catch (caught) {
    if (!interruption.stop.aborted) throw caught
  } finally {
    failed.abort()
    await ended
    screen.end()
  }
  return interruption.stop.aborted ? EXIT.interrupted : EXIT.failed
}

function printReady(screen: Screen, name: string, { plan, peas, ports, machine }: LocalPod): void {
  const hosts = new Set(
    plan.peas.flatMap(({ pod, role, host }) => (pod === name && role === 'replica' ? (host ?? []) : [])),
  )
  const text = [
    `${name} is ready: ${count(peas.length, 'Pea')} at ${machine.bind}; ^C stops it`,
    'Flows find it with this in their flow file:',
    toSnippet(name, [...hosts], ports),
  ]
  screen.print(text.join('\n'), { ready: true, pod: name, peas: peas.map(({ id }) => id), ...ports })
}
