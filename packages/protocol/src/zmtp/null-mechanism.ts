import { dataOf, readMetadata, readyFrame } from './command.ts'
import type { Mechanism } from './mechanism.ts'

/**
 * Mechanism NULL: each end says what it is, and nothing is encrypted.
 *
 * @see https://rfc.zeromq.org/spec/37/#the-null-security-mechanism
 */
export const NULL_MECHANISM: Mechanism = {
  name: 'NULL',
  isServer: false,
  begin: (self) => ({
    first: readyFrame(self),
    onCommand: (body) => {
      const data = dataOf(body, 'READY')
      const peer = data && readMetadata(data)
      return peer && { established: { peer } }
    },
  }),
}
