const nothing = new Int32Array(new SharedArrayBuffer(4))

/** Takes as many milliseconds as `work` says for this replica, and keeps its thread, as a model does, but no CPU. */
export default (_, { replicaId, with: { work } }) => {
  Atomics.wait(nothing, 0, 0, work[replicaId])
}
