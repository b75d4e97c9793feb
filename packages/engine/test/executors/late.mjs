// The first replica is set up at once, all others after a minute.
export default {
  setup: ({ replicaId }) => replicaId > 0 && new Promise((resolve) => setTimeout(resolve, 60_000)),
}
