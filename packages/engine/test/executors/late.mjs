// Sets up the first replica at once, every other after a minute.
export default {
  setup: ({ replicaId }) => replicaId > 0 && new Promise((resolve) => setTimeout(resolve, 60_000)),
}
