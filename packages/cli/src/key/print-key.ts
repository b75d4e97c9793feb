import { fchmodSync, fstatSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { FlowError, POD_NAME } from '@peaflow/core'
import { derivePodKey, formatKey, type Key, newFlowKey, parseKey } from '@peaflow/protocol'
import { openWriter } from '../output/writer.ts'

/**
 * Prints a new key, or that of a Pod of the Flow whose key is in standard input.
 *
 * @throws FlowError `CONFIG_KEY` if standard input does not hold the key of a Flow, `CONFIG_POD` if no Pod can have that name.
 */
export async function printKey(pod: string | undefined): Promise<void> {
  const key = pod === undefined ? newFlowKey() : derivePodKey(await readFlowKey(), checkName(pod))
  hideOutput()
  const writer = await openWriter('-')
  await writer.write(`${formatKey(key)}\n`)
  await writer.end()
}

async function readFlowKey(): Promise<Extract<Key, { kind: 'flow' }>> {
  const key = parseKey(await text(process.stdin), 'what standard input brings')
  if (key.kind === 'flow') return key
  throw new FlowError('CONFIG_KEY', `standard input brings the key of the Pod "${key.pod}", not that of a Flow`, {
    hint: 'peaflow key --pod NAME < flow.key',
  })
}

function checkName(pod: string): string {
  if (POD_NAME.test(pod)) return pod
  throw new FlowError('CONFIG_POD', `"${pod}" cannot be the name of a Pod`, {
    hint: 'Letters, digits, "_" and "-", beginning with a letter or "_"',
  })
}

/** Takes a file that the shell has opened for the output away from other users, before the key is in it. */
function hideOutput(): void {
  const { fd } = process.stdout
  try {
    if (fstatSync(fd).isFile()) fchmodSync(fd, 0o600)
  } catch {} // a file system without modes
}
