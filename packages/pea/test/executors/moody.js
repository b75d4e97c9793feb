/** Does as its document says. */
export default async (documents) => {
  for (const { mood } of documents) await MOODS[mood]?.()
  return documents.some(({ mood }) => mood === 'wrong') ? 'no list' : documents
}

const MOODS = {
  throw: () => {
    throw new TypeError('not today')
  },
  exit: () => process.exit(3),
  later: () => {
    setTimeout(() => {
      throw new Error('nobody catches this')
    })
    return new Promise(() => {})
  },
  flood: () => {
    for (let line = 0; line < 50_000; line++) console.log('x'.repeat(200))
  },
}
