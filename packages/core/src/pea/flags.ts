import type { ContainerOptions, RestartPolicy } from '../plan/options.ts'
import type { InputPlan, OutputPlan, PeaRole } from '../plan/plan.ts'
import type { SocketMode } from '../topology/socket.ts'

/** A `PeaSpec` as flags of `peaflow pea`: one field per flag. */
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
  readonly controlPath?: string | undefined
  readonly host?: string | undefined
  readonly hostname?: string | undefined
  readonly remote: boolean
  readonly external: boolean
  readonly sideBranch: boolean
  readonly runtime: string
  readonly image?: string | undefined
  readonly container?: ContainerOptions | undefined
  readonly timeoutReady: number
  readonly timeoutAlive: number
  readonly timeoutRequest?: number | undefined
  readonly restart: RestartPolicy['policy']
  readonly restartMax?: number | undefined
  readonly restartWindow: number
  readonly flow: string
  readonly flowId: string
  readonly incarnation: number
  readonly directory: string
  readonly workspace?: string | undefined
  readonly key?: string | undefined
  readonly insecure: boolean
  readonly security: 'curve' | 'none'
  readonly stdin: boolean
}

/** A host and a port. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** How the value of a flag is parsed and formatted; an array lists the allowed values. */
export type FlagKind = 'text' | 'count' | 'duration' | 'switch' | 'address' | 'json' | 'socket' | readonly string[]

/** One flag of `peaflow pea`, as its help shows it. */
export interface PeaFlag {
  readonly kind: FlagKind
  /** The placeholder of the value in the help; `undefined` for a switch. */
  readonly value?: string | undefined
  /** One line that explains the flag. */
  readonly help: string
  /** Whether the flag may occur several times. */
  readonly repeated?: true | undefined
  /** Whether the flag must be present. */
  readonly required?: true | undefined
  /**
   * Whether the value belongs to the Pea alone. Launchers hand it over in standard input, and never in the arguments,
   * which every user of the machine can read; by hand, the flag works like any other.
   */
  readonly private?: true | undefined
}

/** The values of flags that are absent. */
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
  timeoutAlive: 5_000,
  restart: 'on_failure',
  restartWindow: 60_000,
  flow: 'flow',
  flowId: '0000000000000000',
  incarnation: 1,
  directory: '.',
  insecure: false,
  security: 'curve',
  stdin: false,
} as const satisfies Partial<PeaFlags>

/** Every flag of `peaflow pea` by its field, in the order of the help; `toFlagName` returns what a user types. */
export const PEA_FLAGS: Readonly<Record<keyof PeaFlags, PeaFlag>> = {
  name: { kind: 'text', value: 'POD', required: true, help: 'the Pod that the Pea belongs to' },
  role: { kind: ['replica', 'head', 'tail', 'gateway'], value: 'ROLE', help: 'the role of the Pea in its Pod' },
  replicaId: { kind: 'count', value: 'N', help: 'the number of the replica, from 0' },
  replicas: { kind: 'count', value: 'N', help: 'the number of replicas of the Pod' },
  id: { kind: 'text', value: 'ID', help: 'the id of the Pea, if not made of name, role and number' },
  uses: { kind: 'text', value: 'EXECUTOR', help: 'the executor: a module, an executor YAML or a built-in' },
  usesInline: { kind: 'text', value: 'POD', help: 'the Pod whose executor is a function in the calling program' },
  with: { kind: 'json', value: 'JSON', private: true, help: 'the arguments of the executor' },
  concurrency: { kind: 'count', value: 'N', help: 'the number of calls of the executor that may overlap' },
  prefetch: {
    kind: 'count',
    value: 'N',
    help: 'the maximum number of requests it holds (by default, follows its speed)',
  },
  expects: { kind: 'count', value: 'N', help: 'the number of messages that make up one request' },
  input: { kind: 'socket', value: 'JSON', repeated: true, help: 'a socket on which messages arrive' },
  output: { kind: 'socket', value: 'JSON', repeated: true, help: 'a socket on which results leave' },
  control: {
    kind: 'address',
    value: 'HOST:PORT',
    help: 'where its Flow listens; for an external Pea, where the Pea listens',
  },
  controlMode: {
    kind: ['BIND', 'CONNECT'],
    value: 'MODE',
    help: 'whether it opens (BIND) or dials (CONNECT) its control port',
  },
  controlPath: {
    kind: 'text',
    value: 'PATH',
    help: 'the Unix socket at which its Flow listens, dialled instead of --control',
  },
  host: { kind: 'text', value: 'HOST', help: 'the machine it runs on, if not the machine of its Flow' },
  hostname: { kind: 'text', value: 'HOST', help: 'the address that other machines dial to reach this one' },
  remote: { kind: 'switch', help: 'it runs on a different machine than its Flow: --host, else --hostname' },
  external: { kind: 'switch', help: 'it is started by hand, and waits on its own ports for a Flow to dial' },
  sideBranch: { kind: 'switch', help: 'its answers are not part of the answer of the Flow' },
  runtime: { kind: 'text', value: 'NAME', help: 'the name of its launcher' },
  image: { kind: 'text', value: 'IMAGE', help: 'the image of the container it runs in' },
  container: { kind: 'json', value: 'JSON', help: 'the options of its container' },
  timeoutReady: { kind: 'duration', value: 'TIME', help: 'the time until it must be ready (500ms, 30s, 5m)' },
  timeoutAlive: {
    kind: 'duration',
    value: 'TIME',
    help: 'the time without a sign of life after which it is replaced',
  },
  timeoutRequest: { kind: 'duration', value: 'TIME', help: 'the time that a call of the executor may take' },
  restart: {
    kind: ['on_failure', 'never'],
    value: 'POLICY',
    help: 'when to start it again after it exited by itself',
  },
  restartMax: {
    kind: 'count',
    value: 'N',
    help: 'the maximum number of restarts within the window (by default, no limit)',
  },
  restartWindow: { kind: 'duration', value: 'TIME', help: 'the time window in which restarts are counted' },
  flow: { kind: 'text', value: 'NAME', help: 'the name of its Flow' },
  flowId: { kind: 'text', value: 'HEX', help: '16 hexadecimal digits, present in every message of its Flow' },
  incarnation: { kind: 'count', value: 'N', help: 'the number of this launch of the Pea, from 1' },
  directory: { kind: 'text', value: 'FOLDER', help: 'the folder that relative paths start from' },
  workspace: { kind: 'text', value: 'FOLDER', help: 'a folder of its own, which survives restarts' },
  key: { kind: 'text', value: 'FILE', help: 'for an external Pea, the file with the key of its Pod or its Flow' },
  insecure: { kind: 'switch', help: 'for an external Pea, open ports for other machines even without a key' },
  security: { kind: ['curve', 'none'], value: 'MODE', help: 'whether it encrypts what it sends over TCP' },
  stdin: {
    kind: 'switch',
    help: 'standard input begins with a line of JSON: { "key": …, "with": … }',
  },
}

/** The flag of a field, as a user types it: `--replica-id` for `replicaId`. */
export function toFlagName(field: keyof PeaFlags): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
