// Marks each document with the Pod's mark, and with where it was: what a container runs has a leash of its own.
export default (documents, { with: { mark }, replicaId }) =>
  documents.map((document) => ({
    ...document,
    tags: { ...document.tags, [mark]: { replica: replicaId, inside: process.env.PEAFLOW_LIFELINE === '0' } },
  }))
