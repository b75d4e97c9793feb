import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { derivePodKey, formatKey, KEY_FILE, newFlowKey } from '@peaflow/protocol'
import { onTestFinished } from 'vitest'

/** Files with the key of a Flow, and with those of some of its Pods. */
export interface KeyFiles {
  readonly flow: string
  podKey(pod: string): string
}

/**
 * Until the test ends, PEAFLOW_KEY_FILE names a key, for the Flows of this process and for all programs that it starts. An
 * external Pea that other machines can reach needs one.
 */
export function useKey(): KeyFiles {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-key-'))
  const key = newFlowKey()
  const write = (name: string, text: string) => {
    const file = join(folder, name)
    writeFileSync(file, `${text}\n`, { mode: 0o600 })
    return file
  }
  const flow = write('flow.key', formatKey(key))
  process.env[KEY_FILE] = flow
  onTestFinished(() => {
    delete process.env[KEY_FILE]
    rmSync(folder, { recursive: true })
  })
  return { flow, podKey: (pod) => write(`${pod}.key`, formatKey(derivePodKey(key, pod))) }
}
