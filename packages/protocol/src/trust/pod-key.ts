import { FlowError } from '@peaflow/core'
import { derivePodKey } from './derive.ts'
import { readKeyFile } from './key-file.ts'

/**
 * The key of a Pod, as hexadecimal digits, from a file that holds it or the key of its Flow.
 *
 * @throws FlowError `CONFIG_KEY` if the file cannot be read, other users may read it, or its key is that of another Pod.
 */
export function readPodKey(file: string, pod: string): string {
  return readPodKeys(file, pod).pod.toString('hex')
}

/** The key of a Pod, and the key in the file that it is from: its own, or that of its Flow. */
export interface PodKeys {
  readonly pod: Buffer
  readonly given: Buffer
}

/**
 * Like {@link readPodKey}, with the key that the file holds.
 *
 * @throws FlowError `CONFIG_KEY` as `readPodKey` does.
 */
export function readPodKeys(file: string, pod: string): PodKeys {
  const key = readKeyFile(file)
  if (key.kind === 'flow') return { pod: derivePodKey(key, pod).bytes, given: key.bytes }
  if (key.pod === pod) return { pod: key.bytes, given: key.bytes }
  throw new FlowError('CONFIG_KEY', `${file} holds the key of the Pod "${key.pod}", not that of "${pod}"`, {
    hint: `peaflow key --pod ${pod} < flow.key > ${pod}.key, where the key of the Flow is`,
  })
}
