import * as z from 'zod/mini'
import type { Option } from './option.ts'
import type { SharedOptions } from './pod-options.ts'
import { duration, endpoint, engine, environment, text, volumes, whole, word } from './values.ts'

const pollingMode = word(['any', 'all'])
const restartPolicy = word(['on_failure', 'never'])
export const A_DURATION = 'a duration such as 500ms, 30s or 5m, or a whole number of milliseconds from 1'
export const AN_ADDRESS = 'an IP or DNS name without a port'

/** What a Flow may say for all of its Pods. */
export const sharedTable = {
  replicas: {
    schema: whole(1, 65_535),
    expected: 'a whole number from 1 to 65535',
    fallback: 1,
    description: 'How many Peas do the work; with `image`, how many containers run.',
  },
  polling: {
    schema: z.union([pollingMode, z.record(endpoint, pollingMode)]),
    expected: 'any, all, or one of them by endpoint, such as { /index: any, default: all }',
    fallback: 'any',
    description:
      '`any`: one replica gets each message. `all`: every replica gets it and the tail merges their answers. Or one of them by endpoint; `default` stands for every other.',
  },
  concurrency: {
    schema: whole(1, 65_535),
    expected: 'a whole number from 1 to 65535',
    fallback: 1,
    description: 'Calls of the executor that may overlap in one Pea; 1 keeps the order of arrival.',
  },
  scheduling: {
    schema: word(['load_balance', 'round_robin']),
    expected: 'load_balance or round_robin',
    fallback: 'load_balance',
    description:
      'For polling `any`: `load_balance` gives to the replica with the least to do, and the gateway to a slow one only what the others would finish later; `round_robin` to each in turn.',
  },
  runtime: {
    schema: text,
    expected: 'process, thread, inline, docker, or the name of a runtime package',
    fallback: '`process`; `docker` with an image',
    description: 'What runs the Peas: `process`, `thread`, `inline`, `docker`, or the name of a runtime package.',
  },
  timeoutReady: {
    schema: duration,
    expected: A_DURATION,
    fallback: '30s',
    description: 'How long a Pea may take until it is ready.',
  },
  restart: {
    schema: z.union([
      restartPolicy,
      z.strictObject({
        policy: z.optional(restartPolicy),
        max: z.optional(whole(0, 65_535)),
        window: z.optional(duration),
      }),
    ]),
    expected: 'on_failure, never, or a mapping such as { policy: on_failure, max: 5, window: 60s }',
    fallback: '`on_failure`, at most 5 times in 60s',
    description:
      'When a Pea that ended by itself is started again, and at most how often (`max`) in how long (`window`).',
  },
  retries: {
    schema: whole(0, 65_535),
    expected: 'a whole number from 0 to 65535',
    fallback: 1,
    description: 'How often a request whose Pea died under it is given again.',
  },
  prefetch: {
    schema: whole(1, 65_535),
    expected: 'a whole number from 1 to 65535',
    fallback: 'follows how fast the replica answers',
    description: 'The most requests that a replica may hold.',
  },
  workspace: {
    schema: text,
    expected: 'the path of a folder',
    fallback: '`.peaflow/<flow>/<pod>`',
    description:
      'A folder; each replica gets one of its own in it (`0`, `1`, …), under the name of its Pod if a Flow says it.',
  },
  pull: {
    schema: word(['missing', 'always', 'never']),
    expected: 'missing, always or never',
    fallback: 'missing',
    description: 'When Docker fetches the image.',
  },
  env: {
    schema: environment,
    expected: 'a mapping of names to texts, or a list of NAME=value',
    description: 'The environment of the container.',
  },
  volumes: {
    schema: volumes,
    expected: 'a list of source:target or source:target:ro',
    description: 'Mounts of the container, as `source:target[:ro]`.',
  },
  dockerHost: {
    schema: engine,
    expected: 'an address such as tcp://host:2376, ssh://user@host, context://name or unix:///path',
    fallback: '`ssh://` and the `host`; on this machine the Engine of the `docker` command',
    description:
      'The Docker Engine that runs the container: `tcp://…`, `ssh://…`, `context://name` or `unix://…`; `{host}` in it stands for the `host` of each replica.',
  },
} as const satisfies Record<keyof SharedOptions, Option>
