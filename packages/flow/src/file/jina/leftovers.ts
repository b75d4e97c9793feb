const SERVING = 'Say how the Flow is served with `http`, `grpc`, `cors`, `token` and `tls` under `with`'
const PORTS = 'Remove it: Peaflow chooses sockets and ports'
const LOGS = 'Remove it: logs go to stderr, and `--debug` shows stack traces'
const WORKSPACE = 'Set `workspace`: each replica gets a folder of its own in it'
const PYTHON = 'Name the file in `uses`, or a YAML file that has `jtype` and `py_modules`'
const REQUIREMENTS = 'Install them into the .venv beside the executor, or into the environment that `python` names'
const HOST = 'Set `host` and an `image`, and the Docker Engine of that machine runs it'
const DOCKER = 'Set variables under `env`, and fields of the Engine API under `docker`'
const RESOURCES = 'Set `cpus`, `memory` and `gpus`'
const LIMITS = 'Set `timeout_ready`, or `timeout_request` for a request'
const ENDPOINTS = 'Give the endpoints of the executor these names'
const CONDITIONS = 'Check it in the executor: every document now goes to this Pod'
const DRIVERS = 'Do in the executor what the driver did'
const REMOVE = 'Remove it'

/** What to do instead of the keys of Jina's releases that Peaflow does not honour. */
const LEFTOVERS: readonly (readonly [instead: string, keys: string])[] = [
  [SERVING, 'port_expose port protocol rest_api restful port_grpc expose_public expose_endpoints'],
  [
    SERVING,
    'ssl_certfile ssl_keyfile grpc_data_requests grpc_server_options expose_graphql_endpoint no_debug_endpoints',
  ],
  [SERVING, 'no_crud_endpoints title description monitoring port_monitoring gateway'],
  [PORTS, 'socket_in socket_out port_ctrl ctrl_with_ipc port_jinad host_ctrl connection_list'],
  [
    LOGS,
    'board logserver logserver_config log_config log_id log_remote log_sse sse_logger show_exc_info hide_exc_info',
  ],
  [LOGS, 'quiet quiet_error quiet_remote_logs silent_remote_logs tracing metrics'],
  [WORKSPACE, 'separated_workspace workspace_id metas meta uses_metas read_only dump_interval exit_no_dump'],
  [PYTHON, 'py_modules'],
  [REQUIREMENTS, 'install_requirements'],
  [HOST, 'remote_access peas_hosts pea_hosts pods_hosts proxy ssh_keyfile ssh_password ssh_server daemon'],
  [DOCKER, 'docker_kwargs docker-kwargs env_from_secret'],
  ['Set `pull: always` to fetch the image before each start', 'pull_latest'],
  [RESOURCES, 'jcloud resources memory_hwm'],
  ['Set `runtime`: process or thread', 'parallel_type replica_type runtime_backend runtime_cls runs_in_docker'],
  [LIMITS, 'timeout timeout_ctrl timeout_send max_idle_time shutdown_idle max_socket_retry'],
  [ENDPOINTS, 'uses_requests uses_request'],
  [CONDITIONS, 'when'],
  [DRIVERS, 'driver_group driver_yaml_path'],
  ['Set how many documents a request has with `peaflow run --batch`', 'batch_size uses_dynamic_batching'],
  [REMOVE, 'array_in_pb callback_on check_version compress compress_hwm compress_lwm hide_progress identity inspect'],
  [
    REMOVE,
    'max_message_size num_part output_path output_type pea_id pea_role pod_role prefetch_on_recv remove_uses_ba',
  ],
  [REMOVE, 'replica_id return_results role skip_on_error on_error_strategy exit_on_exceptions to_datauri source_path'],
  [REMOVE, 'shard_id reload upload_files force_update'],
]

const INSTEAD: ReadonlyMap<string, string> = new Map(
  LEFTOVERS.flatMap(([instead, keys]) => keys.split(' ').map((key): [string, string] => [key, instead])),
)

/** What to do instead of a key of Jina's that Peaflow does not honour; `undefined` for any other key. */
export function insteadOf(key: string): string | undefined {
  return INSTEAD.get(key)
}

/** Says that a key is not honoured. */
export function leftoverMessage(key: string): string {
  return INSTEAD.get(key) === SERVING
    ? `"${key}" belongs to Jina's gateway; it is ignored`
    : `"${key}" is an option of Jina that Peaflow does not have; it is ignored`
}

/** What to do instead of limiting the requests in the gateway. */
export const PREFETCH_INSTEAD =
  'Limit the requests in flight where they are sent; on a Pod, `prefetch` limits a replica'
