import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Identifies this machine. The host name alone does not suffice: several machines of one name may use one Engine. A
 * container counts as a machine of its own, because its process ids mean other processes than ours.
 */
export function machineId(): string {
  return `${hostname()}/${hashSystemId()}/${readNamespace()}`
}

/**
 * A hash of the system's id, which must not be published itself. A system without one is identified by its boot id: it
 * counts as another machine after a reboot.
 */
function hashSystemId(): string {
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

/** Returns `undefined` on systems that do not have the file. */
function tryRead(read: () => string): string | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
