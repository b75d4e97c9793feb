import { FlowError } from '@peaflow/core'
import type { PingTarget } from '@peaflow/protocol'
import type { GlobalOptions } from '../options/globals.ts'
import { count } from '../terminal/count.ts'

/** Which Pea to ask, and the file with the key of its Pod. */
export interface KeyedTarget extends Omit<PingTarget, 'curve'> {
  readonly key?: string | undefined
}

/** Asks a Pea for its status, and prints the answer. */
export async function ping({ key, ...target }: KeyedTarget, { json }: GlobalOptions): Promise<void> {
  const { pingPea, podClientKeys, readKeyFile } = await import('@peaflow/protocol')
  const podKey = key === undefined ? undefined : readKeyFile(key)
  if (podKey?.kind === 'flow') throw needsPodKey(key ?? '')
  const startTime = performance.now()
  const status = await pingPea({ ...target, curve: podKey && podClientKeys(podKey.bytes) })
  const { pea, flow, state, served, held, uptime } = status
  const took = `${(performance.now() - startTime).toFixed(1)} ms`
  const text = [
    `${pea} of ${flow === '' ? 'no Flow' : flow} is ${state}: ${count(served, 'request')} answered, ${held} held,`,
    `up for ${Math.round(uptime / 1_000)} s (${took})`,
  ]
  process.stdout.write(json ? `${JSON.stringify(status)}\n` : `${text.join(' ')}\n`)
}

function needsPodKey(file: string): FlowError {
  return new FlowError('CONFIG_KEY', `${file} holds the key of a Flow, not that of the Pod`, {
    hint: `peaflow key --pod NAME < ${file} makes it`,
  })
}
