/** Marks each document with the piece that it came in, and with the number of documents of its call. */
export default (documents, { piece, replicaId }) =>
  documents.map((one) => ({ ...one, piece: piece.index, last: piece.last, of: documents.length, marked: replicaId }))
