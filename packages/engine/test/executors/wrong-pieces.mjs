/** Streams one piece, and then something else. */
export default async function* ([{ id }], { log }) {
  try {
    yield [{ id: 'first' }]
    if (id === 'throw') throw new Error('thrown in the middle')
    yield 'text'
  } finally {
    log.info(`closed ${id}`)
  }
}
