/** Peaflow's names for the options of a Pod that Jina called otherwise in one of its releases. */
export const JINA_POD_NAMES: Readonly<Record<string, string>> = {
  parallel: 'replicas',
  shards: 'replicas',
  yaml_path: 'uses',
  exec_yaml_path: 'uses',
  uses_reducing: 'uses_after',
  reducing_uses: 'uses_after',
  reducing_yaml_path: 'uses_after',
}

/** Peaflow's names for the options of a Flow that Jina called otherwise. */
export const JINA_FLOW_NAMES: Readonly<Record<string, string>> = {
  parallel: 'replicas',
  shards: 'replicas',
  optimize_level: 'optimize',
}

/** Names for how many Peas do the work of a Pod, of which a file of Jina's may have several. */
export const JINA_COUNTS: ReadonlySet<string> = new Set(['replicas', 'parallel', 'shards'])

/** Names for what merges the answers of shards, which a file of Jina's may have beside `uses_after`. */
export const JINA_REDUCERS: readonly string[] = ['uses_reducing', 'reducing_uses', 'reducing_yaml_path']

/** For an option of Peaflow, the keys of a file from which its value may come. */
export const JINA_SOURCES: Readonly<Record<string, readonly string[]>> = {
  needs: ['recv_from'],
  replicas: ['shards', 'parallel'],
  image: ['uses'],
  uses: ['uses_internal'],
  with: ['uses_with', 'override_with'],
  uses_after: JINA_REDUCERS,
  http: ['port', 'port_expose'],
  grpc: ['port', 'port_expose'],
  tls: ['ssl_certfile'],
}

/** Options of a Flow that say how Jina's gateway is reached. */
export const JINA_SERVING: ReadonlySet<string> = new Set(
  'port port_expose protocol rest_api restful cors ssl_certfile ssl_keyfile'.split(' '),
)
