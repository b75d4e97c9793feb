import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * A name of this machine that no other one has: several may use one Engine, and be called the same. Processes of
 * another container have the same numbers as ours, so it counts as another machine.
 */
export function machineName(): string {
  return `${hostname()}/${readIdentity()}/${readNamespace()}`
}

/** The system's own id for itself is for its own eyes, so it is hashed; one without is known as long as it is up. */
function readIdentity(): string {
  const id = readFirst('/etc/machine-id', '/var/lib/dbus/machine-id', '/proc/sys/kernel/random/boot_id')
  return id === '' ? '0' : createHash('sha256').update(`peaflow ${id}`).digest('hex').slice(0, 12)
}

function readFirst(...files: readonly string[]): string {
  for (const file of files) {
    const text = tryRead(() => readFileSync(file, 'utf8').trim())
    if (text) return text
  }
  return ''
}

function readNamespace(): string {
  return tryRead(() => readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')) ?? '0'
}

/** Not every system has these files. */
function tryRead(read: () => string): string | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
