import type { Platform } from '../input/exported-flow.ts'

/** What becomes of an option: on every platform, or on each. `undefined` where it is refused, or as it is here. */
export type OptionText = string | Readonly<Record<Platform, string | undefined>>

const LIMITS: OptionText = services({
  kubernetes: 'requests and limits of the container',
  services: 'deploy.resources.limits of the service',
})

const PLATFORM_RUNS: OptionText = {
  kubernetes: 'nothing: Kubernetes runs the containers',
  swarm: 'nothing: Swarm runs the containers',
  compose: 'nothing: Compose runs the containers',
}

const PUSH = 'nothing: build the image and push it, under its name in `image`'

const ENV: OptionText = services({
  kubernetes: 'variables of the container; what comes from the shell or a file is in the Secret',
  services: 'variables of the container; what comes from the shell or a file is in a file among the secrets',
})

/** What becomes of the options of a Pod with an image that are not only in the flow file. */
export const CONTAINER_TEXTS: Readonly<Record<string, OptionText>> = {
  entrypoint: services({ kubernetes: 'command of the container', services: 'entrypoint of the service' }),
  cpus: LIMITS,
  memory: LIMITS,
  gpus: {
    kubernetes: 'the limit nvidia.com/gpu',
    swarm: 'the generic resource NVIDIA-GPU',
    compose: 'devices in deploy.resources.reservations',
  },
  env: ENV,
  envFile: ENV,
  volumes: {
    kubernetes: 'a PersistentVolumeClaim for each name',
    swarm: 'volumes of the node on which a replica runs',
    compose: 'volumes of the service',
  },
  user: services({ kubernetes: 'runAsUser and runAsGroup', services: 'user of the service' }),
  pull: {
    kubernetes: 'imagePullPolicy',
    swarm: 'nothing: docker stack deploy --resolve-image says it',
    compose: 'pull_policy of the service',
  },
  restart: {
    kubernetes: 'nothing: Kubernetes starts a container again each time it ends',
    swarm: 'deploy.restart_policy of the service: Swarm starts replicas again',
    compose: 'restart of the service: Compose starts replicas again',
  },
  timeoutReady: services({
    kubernetes: 'for the Flow as here; also how long the startup probe waits',
    services: 'for the Flow as here; also start_period of the health check',
  }),
  build: { kubernetes: PUSH, swarm: PUSH, compose: 'build of the service' },
  runtime: PLATFORM_RUNS,
}

/** What becomes of the options of a Pod in the container of the Flow. All others are as they are here. */
export const INSIDE_TEXTS: Readonly<Record<string, OptionText>> = {
  env: services({
    kubernetes: 'what comes from the shell or a file is in the Secret',
    services: 'what comes from the shell or a file is in a file among the secrets',
  }),
  envFile: services({ kubernetes: 'in the Secret', services: 'a file among the secrets' }),
}

const SECRET = services({ kubernetes: 'in the Secret', services: 'a file among the secrets' })

/** What becomes of the options of the Flow itself (`with`) that the exported flow file does not have, or that others follow. */
export const FLOW_TEXTS: Readonly<Record<string, OptionText>> = {
  bind: 'nothing: the container opens what replicas and clients dial',
  hostname: 'nothing: the container has a name of its own',
  key: 'nothing: export makes a key, or takes that of --key',
  http: 'port 8080',
  grpc: 'port 8081',
  token: SECRET,
  tls: SECRET,
  timeoutRequest: services({
    kubernetes:
      'for the Flow as here; containers get 10 s more to end, that of the Flow its `drain` as well (terminationGracePeriodSeconds)',
    services:
      'for the Flow as here; containers get 10 s more to end, that of the Flow its `drain` as well (stop_grace_period)',
  }),
}

/** Swarm and Compose have services, with mostly the same fields. */
function services(text: { readonly kubernetes: string; readonly services: string }): OptionText {
  return { kubernetes: text.kubernetes, swarm: text.services, compose: text.services }
}
