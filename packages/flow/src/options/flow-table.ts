import * as z from 'zod/mini'
import type { FlowOptions } from './flow-options.ts'
import { joinAddress } from './join-values.ts'
import type { Option } from './option.ts'
import { servingTable } from './serving-table.ts'
import { A_DURATION, AN_ADDRESS, sharedTable } from './shared-table.ts'
import { duration, host, text, word } from './values.ts'

/** The options of a Flow, its name apart. */
export const flowTable = {
  optimize: {
    schema: word(['none', 'ignore_gateway', 'full']),
    expected: 'none, ignore_gateway or full',
    fallback: 'full',
    description: 'How many of the Peas that are not needed a build drops.',
  },
  timeoutRequest: {
    schema: duration,
    expected: A_DURATION,
    fallback: '60s',
    description: 'How long a request may take from the gateway and back.',
  },
  hostname: {
    schema: host,
    expected: AN_ADDRESS,
    description: 'The address by which other machines dial this one; needed only if one does.',
  },
  bind: {
    schema: z.literal('0.0.0.0'),
    expected: '0.0.0.0',
    fallback: 'only ports that other machines dial',
    description: '`0.0.0.0` opens every port on all interfaces.',
  },
  key: {
    schema: text,
    expected: 'the path of a file that peaflow key wrote',
    fallback: '`PEAFLOW_KEY_FILE`, else a new key for each start',
    description: 'The file with the key of the Flow, from which the keys of its Pods and Peas are derived.',
  },
  security: {
    schema: word(['curve', 'none']),
    expected: 'curve or none',
    fallback: 'curve',
    description: '`curve` encrypts what is sent over TCP; `none` sends it in plain text.',
  },
  join: {
    schema: joinAddress,
    expected: 'a port from 1 to 65535, or a host and a port such as 10.0.0.1:7000',
    fallback: 'no replicas join',
    description:
      'Where replicas find the Flow that come by `peaflow join`: a port of all interfaces, or `host:port`. The heads and tails that take them have the ports after it.',
  },
  ...servingTable,
  ...sharedTable,
} as const satisfies Record<Exclude<keyof FlowOptions, 'name'>, Option>
