import * as z from 'zod/mini'
import type { Option } from './option.ts'
import type { PodOptions } from './pod-options.ts'
import { A_DURATION, AN_ADDRESS, sharedTable } from './shared-table.ts'
import {
  command,
  duration,
  flag,
  host,
  hosts,
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
  with: {
    schema: plainMapping,
    json: { type: 'object' },
    expected: 'a mapping of plain data',
    description: 'Arguments for the executor.',
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
} as const satisfies Record<Exclude<keyof PodOptions, 'name' | 'recv_from' | 'send_to'>, Option>
