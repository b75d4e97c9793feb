import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ServiceDefinition } from '@grpc/grpc-js'
import { loadSync, type PackageDefinition } from '@grpc/proto-loader'

/** The files of the package that say what its services are. */
const FILES = ['peaflow/v1/flow.proto', 'grpc/health/v1/health.proto']

/** The services of a server. */
export interface Definitions {
  readonly flow: ServiceDefinition
  readonly health: ServiceDefinition
}

/** Reads the files. Takes 30 ms. */
export function loadDefinitions(): Definitions {
  const all = loadSync(FILES, { includeDirs: [protoFolder()], keepCase: true, enums: String, longs: Number })
  return { flow: serviceOf(all, 'peaflow.v1.Flow'), health: serviceOf(all, 'grpc.health.v1.Health') }
}

/** The folder of the `.proto` files. The package is asked for its own one, since a build lies elsewhere than the sources. */
export function protoFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@peaflow/serve/package.json')), 'proto')
}

function serviceOf(all: PackageDefinition, name: string): ServiceDefinition {
  return all[name] as ServiceDefinition
}
