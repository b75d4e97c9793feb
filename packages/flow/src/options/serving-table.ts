import * as z from 'zod/mini'
import type { Option } from './option.ts'
import type { ServingOptions } from './serving-options.ts'
import { origins, socketAddress, token } from './serving-values.ts'
import { hosts, pause, size, text, whole } from './values.ts'

const AN_ADDRESS = 'a port such as 8080, or a host and a port such as 0.0.0.0:8080 or [::1]:8080'

/** How a Flow is served. */
export const servingTable = {
  http: {
    schema: socketAddress,
    expected: AN_ADDRESS,
    fallback: '8080, or the next port that is free',
    description: 'Where `up` serves HTTP: a port of 127.0.0.1, or `host:port`.',
  },
  grpc: {
    schema: socketAddress,
    expected: AN_ADDRESS,
    fallback: 'not served',
    description: 'Where `up` serves gRPC: a port of 127.0.0.1, or `host:port`.',
  },
  cors: {
    schema: origins,
    expected: 'an origin such as https://app.example, or a list of them',
    description: 'The origins whose pages may call the Flow.',
  },
  hosts: {
    schema: hosts,
    expected: 'a host name without a port, or a list of them',
    description: 'Host names, beside those of loopback, that clients of a server on loopback may use.',
  },
  token: {
    schema: token,
    isSecret: true,
    expected: 'a string of printable ASCII without spaces',
    description:
      'What clients have to send as `Authorization: Bearer <token>`; with `$' + '{TOKEN:?}` it stays out of the file.',
  },
  tls: {
    schema: z.strictObject({ cert: text, key: text }),
    expected: 'the paths of two files, such as { cert: ./cert.pem, key: ./key.pem }',
    description: 'The files with the certificate and its key, as PEM: `up` then serves HTTPS.',
  },
  maxBody: {
    schema: size,
    expected: 'a size such as 64MB, or a number of bytes from 1',
    fallback: '64MB',
    description: 'The most bytes in the body of a request.',
  },
  maxQueue: {
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    fallback: 1024,
    description: 'The most requests that wait until the Flow takes them; more are refused with 503.',
  },
  drain: {
    schema: pause,
    expected: 'a duration such as 5s, or a whole number of milliseconds from 0',
    fallback: '0 on loopback, 2s beyond',
    description:
      'How long `up`, once it is to stop, says at `/readyz` that it is not ready and still takes requests, so that what balances load notices.',
  },
} as const satisfies Record<keyof ServingOptions, Option>
