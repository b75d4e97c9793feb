/** Streams two pieces for each piece that it is called for. */
export default function* (documents) {
  yield documents.map((one) => ({ ...one, id: `${one.id}a` }))
  yield documents.map((one) => ({ ...one, id: `${one.id}b` }))
}
