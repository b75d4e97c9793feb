import * as z from 'zod/mini'
import { exec } from './exec.ts'
import { replicas } from './join-values.ts'
import type { Option } from './option.ts'
import type { PodOptions } from './pod-options.ts'
import { A_DURATION, AN_ADDRESS, sharedTable } from './shared-table.ts'
import {
  batch,
  command,
  duration,
  flag,
  host,
  hosts,
  name,
  plainMapping,
  port,
  positive,
  size,
  text,
  texts,
  uses,
  whole,
  word,
} from './values.ts'

const names = { schema: texts, expected: 'the name of a Pod, or a list of names' }
const executor = { schema: uses, json: { type: 'string', minLength: 1 } }
const A_PORT = 'a port, from 1 to 65535'

/** The options of a Pod, its name apart. */
export const podTable = {
  needs: {
    ...names,
    fallback: 'the Pod before it',
    description: 'The Pods whose answers this one takes; `gateway` is where data enters.',
  },
  recvFrom: { ...names, description: 'The same as `needs`.' },
  sendTo: {
    ...names,
    description: 'The Pods that take this one’s answers; with `gateway`, its answer is the Flow’s.',
  },
  uses: {
    ...executor,
    expected: 'the path of a module or an executor YAML, or a built-in such as _pass or _merge',
    fallback: '_pass',
    description: 'The executor: a module path, an executor YAML, or a built-in such as `_pass` or `_merge`.',
  },
  exec: {
    schema: exec,
    expected:
      'a command line such as ./tool --flag, or a mapping such as { command: [./tool, --flag], protocol: lines }',
    description:
      'The executor is a program in any language, instead of `uses`: a command line, which is split as a shell would and run without one, or a mapping with `command`, `protocol` (`frames`, the executor protocol, or `lines`, lines of JSON on its standard input and output) and `cwd`, the folder it runs in.',
  },
  python: {
    schema: text,
    expected: 'the path of a Python interpreter, its name on PATH, or the folder of a virtual environment',
    fallback: '`.venv` beside the file, `$VIRTUAL_ENV`, `uv` for a script with a header, or `python3`',
    description: 'The interpreter of an executor in Python.',
  },
  with: {
    schema: plainMapping,
    json: { type: 'object' },
    expected: 'a mapping of plain data',
    description: 'Arguments for the executor.',
  },
  batch: {
    schema: batch,
    expected: 'how many documents, from 1 to 65535, or a mapping such as { documents: 32, within: 5ms }',
    fallback: 'one call for each request',
    description:
      'The most documents in one call, which takes those of several requests with the same endpoint and the same parameters: what arrived while the last call ran, and, with `within`, what arrives in that time. The executor returns as many documents as it gets, in order. A request with more documents is split into several calls, and a batch whose call fails is halved until only the request that fails is left.',
  },
  group: {
    schema: name,
    expected: 'a name: letters, digits, "_" and "-", beginning with a letter or "_"',
    fallback: 'none: the Pod has Peas of its own',
    description:
      'Pods that follow one another in one group run in one Pea, which hands documents from one to the next without a socket or an encoding.',
  },
  usesBefore: {
    ...executor,
    expected: 'an executor, as in `uses`',
    description: 'The executor of the head: runs before messages are distributed to the replicas.',
  },
  usesAfter: {
    ...executor,
    expected: 'an executor, as in `uses`',
    description: 'The executor of the tail: runs after the answers are collected.',
  },
  image: {
    // An empty name is refused as every other that can be no image.
    schema: z.string(),
    json: { type: 'string', minLength: 1 },
    expected: 'the name of an image, such as acme/encoder:1.2',
    description: 'The container image of every replica; head and tail stay outside.',
  },
  build: {
    schema: text,
    expected: 'the path of a folder with a Dockerfile',
    description:
      'A folder with a Dockerfile, from which the Engine builds the image before the start; `image` is its name then (`peaflow-build/` and the path, if there is none).',
  },
  entrypoint: {
    schema: command,
    expected: 'a command, or a list of its words',
    description: 'Replaces the entrypoint of the image; a string is split at its spaces.',
  },
  gpus: {
    schema: z.union([word(['all']), whole(0, 65_535)]),
    expected: 'all, or how many',
    description: 'The GPUs of the container.',
  },
  docker: {
    schema: plainMapping,
    json: { type: 'object' },
    expected: 'a mapping of fields of the Engine’s create call',
    description: 'Raw fields for the Engine’s create call; they override other options.',
  },
  memory: {
    schema: size,
    expected: 'a size such as 64MB, or a whole number of bytes from 1',
    description: 'Memory that the container may take.',
  },
  cpus: { schema: positive, expected: 'a number above 0', description: 'CPUs that the container may take.' },
  user: {
    schema: z.union([
      text,
      z.pipe(
        whole(0, 2 ** 31),
        z.transform((id) => String(id)),
      ),
    ]),
    expected: 'a user, as uid or uid:gid',
    fallback: 'the user who starts the Flow',
    description: 'The user that the container runs as.',
  },
  host: {
    schema: hosts,
    expected: 'an IP or DNS name without a port, or a list of them',
    fallback: 'this machine',
    description: 'The machine the Pod runs on; several spread its replicas. Needs `image` or `external`.',
  },
  external: {
    schema: flag,
    expected: 'true or false',
    fallback: false,
    description: 'The Pod already runs there; Peaflow only dials it.',
  },
  collect: {
    schema: flag,
    expected: 'true or false',
    fallback: false,
    description:
      'One call for all pieces of a streamed answer, instead of one for each. A Pod that needs several others, and the tail of `polling: all`, collect anyway.',
  },
  portIn: {
    schema: port,
    expected: A_PORT,
    description: 'The port on which data arrives, set by hand; further edges and replicas there count up from it.',
  },
  portOut: {
    schema: port,
    expected: A_PORT,
    description: 'The port on which results leave, set by hand; further edges and replicas there count up from it.',
  },
  portControl: {
    schema: port,
    expected: A_PORT,
    description: 'The control port of an external Pod; further replicas there count up from it.',
  },
  hostIn: { schema: host, expected: AN_ADDRESS, description: 'The host that the Pod dials for its data.' },
  hostOut: {
    schema: host,
    expected: AN_ADDRESS,
    description: 'The host that the Pod dials with its results.',
  },
  timeoutRequest: {
    schema: duration,
    expected: A_DURATION,
    fallback: 'the time that the request has left',
    description: 'How long a call of this Pod’s executor may take.',
  },
  ...sharedTable,
  replicas: {
    schema: replicas,
    expected: sharedTable.replicas.expected,
    expectedMapping: 'a mapping such as { min: 1, max: 20 }, whole numbers of which min is not above max',
    fallback: 1,
    description:
      'The number of Peas that run the executor; with `image`, the number of containers. With `{ min, max }`, nobody launches them: they come by `peaflow join`, and the Flow is ready once `min` are there.',
  },
} as const satisfies Record<Exclude<keyof PodOptions, 'name' | 'recv_from' | 'send_to'>, Option>
