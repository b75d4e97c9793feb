import { setTimeout } from 'node:timers/promises'

/** Milliseconds of a clock that all processes of this machine share. */
const now = () => Number(process.hrtime.bigint()) / 1e6

/** Yields as many pieces as it is told, a pause before each; every piece says when it was yielded, and a line when it ended. */
export default async function* tokens(_, { parameters: { pieces, pause }, log }) {
  try {
    for (let index = 0; index < pieces; index++) {
      await setTimeout(pause)
      yield [{ id: String(index), at: now() }]
    }
  } finally {
    log.info(`ended at ${now()}`)
  }
}
