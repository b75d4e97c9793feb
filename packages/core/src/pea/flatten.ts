import { FlowError } from '../error.ts'
import { isExec } from '../plan/uses.ts'
import type { PeaFlags } from './flags.ts'
import type { PeaSpec } from './spec.ts'

/** Turns a spec into one field per flag. */
export function flatten(spec: PeaSpec): PeaFlags {
  const {
    id,
    pod,
    inputs,
    outputs,
    control,
    restart,
    batch,
    host,
    side,
    key: _key,
    serverKey: _serverKey,
    keyFile,
    stages = [],
    ...same
  } = spec
  return {
    ...same,
    ...flattenUses(spec.uses),
    name: pod,
    id: id === defaultId(spec) ? undefined : id,
    stage: stages,
    input: inputs,
    output: outputs,
    control: { host: control.host, port: control.port },
    controlMode: control.mode === defaultControlMode(spec) ? undefined : control.mode,
    controlPath: control.path,
    host: host === null || host === spec.hostname ? undefined : host,
    remote: host !== null,
    external: spec.external ?? false,
    sideBranch: side ?? false,
    collect: spec.collect ?? false,
    key: keyFile,
    insecure: spec.insecure ?? false,
    security: spec.security ?? 'curve',
    batch: batch?.documents,
    batchWithin: batch?.within || undefined,
    restart: restart.policy,
    restartMax: restart.max,
    restartWindow: restart.window,
    stdin: false,
  }
}

/**
 * Turns one field per flag back into a spec: the inverse of {@link flatten}.
 *
 * @throws FlowError `CONFIG_FLAG_MISSING` if the Pea is remote and has no host.
 */
export function unflatten(flags: PeaFlags): PeaSpec {
  const {
    name,
    id,
    usesInline,
    exec,
    input,
    output,
    controlMode,
    controlPath,
    remote,
    sideBranch,
    restartMax,
    restartWindow,
    batch,
    batchWithin,
    key,
    stage,
    stdin,
    ...same
  } = flags
  const identity = { pod: name, role: flags.role, replicaId: flags.replicaId }
  return withoutUndefined({
    ...same,
    ...identity,
    id: id ?? defaultId(identity),
    uses: usesOf(flags),
    stages: stage.length === 0 ? undefined : stage,
    inputs: input,
    outputs: output,
    control: withoutUndefined({ mode: controlMode ?? defaultControlMode(flags), ...flags.control, path: controlPath }),
    host: hostOf(flags),
    external: flags.external || undefined,
    side: sideBranch || undefined,
    collect: flags.collect || undefined,
    keyFile: key,
    insecure: flags.insecure || undefined,
    security: flags.security === 'none' ? 'none' : undefined,
    // A call of no documents would never end a request: 0 is no limit.
    batch: batch ? { documents: batch, within: batchWithin ?? 0 } : undefined,
    restart: withoutUndefined({ policy: flags.restart, max: restartMax, window: restartWindow }),
  })
}

function flattenUses(uses: PeaSpec['uses']): Pick<PeaFlags, 'uses' | 'usesInline' | 'exec'> {
  if (typeof uses === 'string') return { uses }
  return isExec(uses) ? { uses: '_pass', exec: uses.exec } : { uses: '_pass', usesInline: uses.inline }
}

function usesOf({ uses, usesInline, exec }: PeaFlags): PeaSpec['uses'] {
  if (exec !== undefined) return { exec }
  return usesInline === undefined ? uses : { inline: usesInline }
}

function defaultId({ pod, role, replicaId }: Pick<PeaSpec, 'pod' | 'role' | 'replicaId'>): string {
  if (role === 'gateway') return pod
  return role === 'replica' ? `${pod}/${replicaId}` : `${pod}/${role}`
}

/** An external Pea waits for its Flow to dial; every other Pea dials its Flow. */
function defaultControlMode({ external }: { readonly external?: boolean | undefined }): 'BIND' | 'CONNECT' {
  return external ? 'BIND' : 'CONNECT'
}

function hostOf({ remote, host, hostname }: PeaFlags): string | null {
  if (host !== undefined) return host
  if (!remote) return null
  if (hostname !== undefined) return hostname
  throw new FlowError('CONFIG_FLAG_MISSING', '--remote needs the machine that the Pea runs on', {
    hint: 'Add --host with an IP address or DNS name',
  })
}

/** A spec is plain JSON data, which has no `undefined`. */
function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
