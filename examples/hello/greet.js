/** The second argument tells where the executor runs and what its Pod's `with` says. */
export default (documents, { with: { greeting }, replicaId }) =>
  documents.map(({ text, ...rest }) => ({ ...rest, text: `${greeting}, ${text}!`, tags: { replica: replicaId } }))
