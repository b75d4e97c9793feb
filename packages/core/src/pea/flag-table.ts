import type { PeaFlag } from './flag.ts'
import type { PeaFlags } from './flags.ts'

/** Every flag of `peaflow pea` by its field, in the order of the help; `toFlagName` returns what a user types. */
export const PEA_FLAGS: Readonly<Record<keyof PeaFlags, PeaFlag>> = {
  name: { kind: 'text', value: 'POD', required: true, help: 'the Pod that the Pea belongs to' },
  role: { kind: ['replica', 'head', 'tail', 'gateway'], value: 'ROLE', help: 'the role of the Pea in its Pod' },
  replicaId: { kind: 'count', value: 'N', help: 'the number of the replica, from 0' },
  replicas: { kind: 'count', value: 'N', help: 'the number of replicas of the Pod' },
  id: { kind: 'text', value: 'ID', help: 'the id of the Pea, if not made of name, role and number' },
  uses: { kind: 'text', value: 'EXECUTOR', help: 'the executor: a module, an executor YAML or a built-in' },
  usesInline: { kind: 'text', value: 'POD', help: 'the Pod whose executor is a function in the calling program' },
  exec: { kind: 'exec', value: 'JSON', help: 'the program that is the executor: { "command": […], "protocol": … }' },
  python: { kind: 'text', value: 'PROGRAM', help: 'the interpreter of a Python executor' },
  with: { kind: 'json', value: 'JSON', private: true, help: 'the arguments of the executor' },
  stage: {
    kind: 'stage',
    value: 'JSON',
    repeated: true,
    private: true,
    help: 'a Pod of the group that it runs, in order',
  },
  concurrency: { kind: 'count', value: 'N', help: 'the number of calls of the executor that may overlap' },
  batch: { kind: 'count', value: 'N', help: 'the maximum number of documents in a call for several requests' },
  batchWithin: {
    kind: 'duration',
    value: 'TIME',
    help: 'the time that a request may wait for others to share its call',
  },
  prefetch: {
    kind: 'count',
    value: 'N',
    help: 'the maximum number of requests it holds (by default, follows its speed)',
  },
  collect: { kind: 'switch', help: 'it gets all pieces of a streamed answer together' },
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
