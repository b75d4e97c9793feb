import { acknowledgementCases } from './acknowledgement.ts'
import type { WireCase } from './case.ts'
import { deathCases } from './death.ts'
import { errorCases } from './errors.ts'
import { flowControlCases } from './flow-control.ts'
import { handshakeCases } from './handshake.ts'
import { lifeCases } from './life.ts'
import { sessionCases } from './session.ts'

/** Every promise of the suite, in the order of the page. */
export const wireCases: readonly WireCase[] = [
  ...handshakeCases,
  ...sessionCases,
  ...flowControlCases,
  ...acknowledgementCases,
  ...errorCases,
  ...deathCases,
  ...lifeCases,
]
