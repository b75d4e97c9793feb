/** Paths inside containers. */
export const PATHS = {
  /** Where the code of an image for a whole Flow is, beside the flow file. */
  flow: '/flow',
  flowFile: '/flow/flow.yml',
  workspace: '/peaflow/workspace',
} as const

/** The name of the service of the Flow, which no Pod is named. */
export const FLOW_SERVICE = 'gateway'

/** Names of files among the secrets. */
export const SECRET_FILES = {
  key: 'flow.key',
  token: 'token',
  certificate: 'tls.crt',
  certificateKey: 'tls.key',
} as const

/** The variable that names the socket at which a replica says how it is, and that socket. */
export const SELF = { variable: 'PEAFLOW_SELF', path: '/tmp/peaflow-self.sock' } as const
