import { FlowError } from '@peaflow/core'
import { derivePodKey } from './derive.ts'
import { readKeyFile } from './key-file.ts'

/**
 * The key of a Pod, as hexadecimal digits, from a file that holds it or the key of its Flow.
 *
 * @throws FlowError `CONFIG_KEY` if the file cannot be read, other users may read it, or its key is that of another Pod.
 */
export function readPodKey(file: string, pod: string): string {
  const key = readKeyFile(file)
  if (key.kind === 'flow') return derivePodKey(key, pod).bytes.toString('hex')
  if (key.pod === pod) return key.bytes.toString('hex')
  throw new FlowError('CONFIG_KEY', `${file} holds the key of the Pod "${key.pod}", not that of "${pod}"`, {
    hint: `peaflow key --pod ${pod} < flow.key > ${pod}.key, where the key of the Flow is`,
  })
}
