import * as z from 'zod/mini'
import type { Option } from './option.ts'
import type { SharedOptions } from './shared-options.ts'
import { duration, endpoint, engine, environment, text, texts, volumes, whole, word } from './values.ts'

const pollingMode = word(['any', 'all'])
const restartPolicy = word(['on_failure', 'never'])
export const A_DURATION = 'a duration such as 500ms, 30s or 5m, or a whole number of milliseconds from 1'
export const AN_ADDRESS = 'an IP or DNS name without a port'

const ENV_VALUE_JSON = { type: ['string', 'number', 'boolean', 'null'] }
const ENV_JSON = {
  anyOf: [
    { type: 'object', propertyNames: { minLength: 1 }, additionalProperties: ENV_VALUE_JSON },
    { type: 'array', items: { type: 'string', pattern: '^[^=]+(=|$)' } },
  ],
}
const VOLUME_JSON = { type: 'string', pattern: '^(([A-Za-z]:[\\\\/])?[^:]+:)?/[^:]*(:[^:]+)?$|\\$' }
const VOLUMES_JSON = { anyOf: [VOLUME_JSON, { type: 'array', items: VOLUME_JSON }] }

/** The options that a Flow may set for all of its Pods. */
export const sharedTable = {
  replicas: {
    schema: whole(1, 65_535),
    expected: 'a whole number from 1 to 65535',
    fallback: 1,
    description: 'The number of Peas that run the executor; with `image`, the number of containers.',
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
      'For polling `any`: `load_balance` sends to the replica with the least work, and the gateway sends to a slow replica only what the others would complete later; `round_robin` sends to each replica in turn.',
  },
  runtime: {
    schema: z.union([word(['process', 'thread', 'inline', 'docker']), text]),
    json: { type: 'string', minLength: 1 },
    expected: 'process, thread, inline, docker, kubernetes, or the name of a runtime package',
    fallback: '`process`; `docker` with an image',
    description:
      'What runs the Peas: `process`, `thread`, `inline`, `docker`, `kubernetes`, or the name of a runtime package.',
  },
  timeoutReady: {
    schema: duration,
    expected: A_DURATION,
    fallback: '30s',
    description: 'How long a Pea may take until it is ready.',
  },
  timeoutAlive: {
    schema: duration,
    expected: A_DURATION,
    fallback: '5s',
    description:
      'How long a Pea that is ready may show no sign of life, because it was stopped, paused, frozen or cut off, until it is replaced.',
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
    fallback: '`on_failure`, without a limit',
    description:
      'When a Pea that exits by itself is started again: at once, then after pauses that grow from 100 ms to 30 s, and at once again after 60 s of health; with `max`, at most so often within `window` (60s).',
  },
  retries: {
    schema: whole(0, 65_535),
    expected: 'a whole number from 0 to 65535',
    fallback: 1,
    description: 'How often a request is sent again when its Pea exits before the answer.',
  },
  prefetch: {
    schema: whole(1, 65_535),
    expected: 'a whole number from 1 to 65535',
    fallback: 'adapts to how fast the replica answers',
    description: 'How many requests a replica may hold at most.',
  },
  workspace: {
    schema: text,
    expected: 'the path of a folder',
    fallback: '`.peaflow/<flow>/<pod>`',
    description:
      'A folder, in which each replica gets a folder of its own (`0`, `1`, …); set for a Flow, it also gets a folder for each Pod.',
  },
  pull: {
    schema: word(['missing', 'always', 'never']),
    expected: 'missing, always or never',
    fallback: 'missing',
    description: 'When Docker fetches the image.',
  },
  env: {
    schema: environment,
    json: ENV_JSON,
    expected: 'a mapping of names to strings, or a list of NAME=value',
    description:
      'Variables of the environment, in a process or a container; a name without a value takes it from the shell.',
  },
  envFile: {
    schema: texts,
    expected: 'the path of a file, or a list of them',
    description:
      'Files with variables of the environment, as in Docker Compose; those of `env` and of later files win.',
  },
  volumes: {
    schema: volumes,
    json: VOLUMES_JSON,
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
