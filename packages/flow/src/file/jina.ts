/** Peaflow's names for the options of a Pod in a file of Jina 0.x. */
export const JINA_POD_NAMES: Readonly<Record<string, string>> = {
  parallel: 'replicas',
  shards: 'replicas',
  yaml_path: 'uses',
}

/** Peaflow's names for the options of a Flow in a file of Jina 0.x. */
export const JINA_FLOW_NAMES: Readonly<Record<string, string>> = {
  parallel: 'replicas',
  shards: 'replicas',
  optimize_level: 'optimize',
}

/** Keys of Jina 0.x without a meaning in Peaflow. */
export const JINA_IGNORED: ReadonlySet<string> = new Set([
  'array_in_pb',
  'batch_size',
  'board',
  'callback_on',
  'check_version',
  'compress',
  'compress_hwm',
  'compress_lwm',
  'cors',
  'ctrl_with_ipc',
  'daemon',
  'driver_yaml_path',
  'dump_interval',
  'exit_no_dump',
  'expose_public',
  'grpc_data_requests',
  'hide_exc_info',
  'identity',
  'inspect',
  'install_requirements',
  'log_config',
  'log_id',
  'log_remote',
  'log_sse',
  'logserver',
  'logserver_config',
  'max_idle_time',
  'max_message_size',
  'max_socket_retry',
  'memory_hwm',
  'metas',
  'num_part',
  'output_path',
  'output_type',
  'parallel_type',
  'pea_id',
  'pea_role',
  'peas_hosts',
  'pod_role',
  'port_ctrl',
  'port_expose',
  'port_grpc',
  'prefetch_on_recv',
  'proxy',
  'pull_latest',
  'py_modules',
  'quiet',
  'quiet_error',
  'quiet_remote_logs',
  'read_only',
  'remote_access',
  'replica_id',
  'replica_type',
  'rest_api',
  'restful',
  'return_results',
  'role',
  'runs_in_docker',
  'runtime_backend',
  'runtime_cls',
  'separated_workspace',
  'show_exc_info',
  'shutdown_idle',
  'silent_remote_logs',
  'skip_on_error',
  'socket_in',
  'socket_out',
  'sse_logger',
  'ssh_keyfile',
  'ssh_password',
  'ssh_server',
  'timeout',
  'timeout_ctrl',
  'upload_files',
  'workspace_id',
])

const IMAGE = 'docker://'

/** Translates values of Jina 0.x that Peaflow expresses with another value or option. */
export function fromJinaValues(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { uses, uses_internal: inside, ...rest } = values
  const image = typeof uses === 'string' && uses.startsWith(IMAGE) ? uses.slice(IMAGE.length) : undefined
  const hasImage = image !== undefined || values.image !== undefined
  const outside = image === undefined ? uses : undefined
  const within = hasImage ? (inside ?? outside) : uses
  return {
    ...rest,
    ...(image !== undefined && { image }),
    ...(within !== undefined && { uses: fromJinaUses(within) }),
    ...(values.uses_before !== undefined && { uses_before: fromJinaUses(values.uses_before) }),
    ...(values.uses_after !== undefined && { uses_after: fromJinaUses(values.uses_after) }),
  }
}

function fromJinaUses(uses: unknown): unknown {
  return uses === '_forward' ? '_pass' : uses
}
