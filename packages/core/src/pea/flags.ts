import type { ContainerOptions, RestartPolicy } from '../plan/options.ts'
import type { InputPlan, OutputPlan, PeaRole } from '../plan/plan.ts'
import type { SocketMode } from '../topology/socket.ts'

/** What the flags of one Pea say, one field a flag: a `PeaSpec` laid flat. */
export interface PeaFlags {
  readonly name: string
  readonly role: PeaRole
  readonly replicaId: number
  readonly replicas: number
  readonly id?: string | undefined
  readonly uses: string
  readonly usesInline?: string | undefined
  readonly with: Readonly<Record<string, unknown>>
  readonly concurrency: number
  readonly prefetch?: number | undefined
  readonly expects: number
  readonly input: readonly InputPlan[]
  readonly output: readonly OutputPlan[]
  readonly control: Address
  readonly controlMode?: SocketMode | undefined
  readonly host?: string | undefined
  readonly hostname?: string | undefined
  readonly remote: boolean
  readonly external: boolean
  readonly sideBranch: boolean
  readonly runtime: string
  readonly image?: string | undefined
  readonly container?: ContainerOptions | undefined
  readonly timeoutReady: number
  readonly timeoutRequest?: number | undefined
  readonly restart: RestartPolicy['policy']
  readonly restartMax: number
  readonly restartWindow: number
  readonly flow: string
  readonly flowId: string
  readonly incarnation: number
  readonly directory: string
  readonly workspace?: string | undefined
}

/** A host and a port. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** What a flag's text must be: how it is read, how it is written. */
export type FlagKind = 'text' | 'count' | 'duration' | 'switch' | 'address' | 'json' | 'socket' | readonly string[]

/** One flag of `peaflow pea`, as its help explains it. */
export interface PeaFlag {
  readonly kind: FlagKind
  /** What stands for the value in the help; nothing for a switch. */
  readonly value?: string | undefined
  /** One line that explains the flag. */
  readonly help: string
  /** May be given several times. */
  readonly repeated?: true | undefined
  readonly required?: true | undefined
}

/** What holds for a flag that was not given. */
export const PEA_FLAG_DEFAULTS = {
  role: 'replica',
  replicaId: 0,
  replicas: 1,
  uses: '_pass',
  with: {},
  concurrency: 1,
  expects: 1,
  input: [],
  output: [],
  control: { host: '127.0.0.1', port: 0 },
  remote: false,
  external: false,
  sideBranch: false,
  runtime: 'process',
  timeoutReady: 30_000,
  restart: 'on_failure',
  restartMax: 5,
  restartWindow: 60_000,
  flow: 'flow',
  flowId: '0000000000000000',
  incarnation: 1,
  directory: '.',
} as const satisfies Partial<PeaFlags>

/** Every flag of `peaflow pea`, by its field, in the order of its help; `toFlagName` gives what a person types. */
export const PEA_FLAGS: Readonly<Record<keyof PeaFlags, PeaFlag>> = {
  name: { kind: 'text', value: 'POD', required: true, help: 'the Pod that the Pea belongs to' },
  role: { kind: ['replica', 'head', 'tail', 'gateway'], value: 'ROLE', help: 'what the Pea does in its Pod' },
  replicaId: { kind: 'count', value: 'N', help: 'its number among the replicas' },
  replicas: { kind: 'count', value: 'N', help: 'how many replicas the Pod has' },
  id: { kind: 'text', value: 'ID', help: 'its id, where that is not made of name, role and number' },
  uses: { kind: 'text', value: 'EXECUTOR', help: 'a module, an executor YAML or a built-in such as _pass' },
  usesInline: { kind: 'text', value: 'POD', help: 'the Pod whose executor is a function of the caller' },
  with: { kind: 'json', value: 'JSON', help: 'the arguments of the executor' },
  concurrency: { kind: 'count', value: 'N', help: 'calls of the executor that may overlap' },
  prefetch: { kind: 'count', value: 'N', help: 'the most requests it may hold (by default as fast as it answers)' },
  expects: { kind: 'count', value: 'N', help: 'parts to wait for, for each request' },
  input: { kind: 'socket', value: 'JSON', repeated: true, help: 'a socket by which parts of requests arrive' },
  output: { kind: 'socket', value: 'JSON', repeated: true, help: 'a socket by which results leave' },
  control: {
    kind: 'address',
    value: 'HOST:PORT',
    help: 'where its Flow listens; of an external Pea, where it listens',
  },
  controlMode: { kind: ['BIND', 'CONNECT'], value: 'MODE', help: 'who opens the control port, where that is unusual' },
  host: { kind: 'text', value: 'HOST', help: 'the machine it runs on, if that is not the machine of its Flow' },
  hostname: { kind: 'text', value: 'HOST', help: 'what other machines dial to reach this one: an IP or DNS name' },
  remote: { kind: 'switch', help: 'it runs on another machine than its Flow (its --host, or else its --hostname)' },
  external: { kind: 'switch', help: 'it is started by hand, opens its ports and waits for a Flow to dial it' },
  sideBranch: { kind: 'switch', help: 'nobody waits for its answers' },
  runtime: { kind: 'text', value: 'NAME', help: 'how it is launched' },
  image: { kind: 'text', value: 'IMAGE', help: 'the container image it runs in' },
  container: { kind: 'json', value: 'JSON', help: 'how its container runs' },
  timeoutReady: { kind: 'duration', value: 'TIME', help: 'how long it may take to be ready (500ms, 30s, 5m)' },
  timeoutRequest: { kind: 'duration', value: 'TIME', help: 'how long a call of its executor may take' },
  restart: {
    kind: ['on_failure', 'never'],
    value: 'POLICY',
    help: 'when it is started again after it ended by itself',
  },
  restartMax: { kind: 'count', value: 'N', help: 'how often, within the window' },
  restartWindow: { kind: 'duration', value: 'TIME', help: 'the window in which restarts count' },
  flow: { kind: 'text', value: 'NAME', help: 'the name of its Flow' },
  flowId: { kind: 'text', value: 'HEX', help: '16 hexadecimal digits that all messages of its Flow carry' },
  incarnation: { kind: 'count', value: 'N', help: 'counts the launches of this Pea' },
  directory: { kind: 'text', value: 'FOLDER', help: 'what relative paths are relative to' },
  workspace: { kind: 'text', value: 'FOLDER', help: 'a folder of its own that survives restarts' },
}

/** What a person types for a field: `--replica-id` for `replicaId`. */
export function toFlagName(field: keyof PeaFlags): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
