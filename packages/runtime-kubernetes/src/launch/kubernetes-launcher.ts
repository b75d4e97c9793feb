import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  type LaunchOptions,
  type PeaExit,
  type PeaHandle,
  type PeaLauncher,
  type PeaSpec,
  type StopOptions,
  stagesOf,
} from '@peaflow/core'
import type { PodName } from '../cluster/calls.ts'
import { type Cluster, type ClusterOptions, openCluster } from '../cluster/cluster.ts'
import { podName } from '../pod/names.ts'
import { type Owner, toPodObject } from '../pod/pod-object.ts'
import { createHeard } from './create-heard.ts'
import { findOwner } from './find-owner.ts'
import { explainLaunch, launchAborted, localExecutor, missingImage } from './launch-error.ts'
import { PeaLife } from './pea-life.ts'
import { sweep } from './sweep.ts'

/**
 * A launcher named `kubernetes`. Each Pea is a Pod of Kubernetes with one container of the image of its Pod of the Flow.
 * Kubernetes never starts it again: the Flow does. It ends with this process, even if this process is killed, and with the
 * Pod of Kubernetes that this process runs in. It needs the rights to create, get, list, watch and delete Pods, to attach
 * to them, and to read their logs.
 *
 * @example
 * await startFlow(plan, { launchers: { process: processLauncher(), kubernetes: kubernetesLauncher() } })
 */
export function kubernetesLauncher(options: ClusterOptions = {}): PeaLauncher {
  let opened: OpenedCluster | undefined
  return {
    name: 'kubernetes',
    launch: async (spec, launchOptions = {}) => {
      const { signal } = launchOptions
      if (signal?.aborted) throw launchAborted(spec, signal.reason)
      if (spec.image === undefined) throw missingImage(spec)
      await refuseLocalExecutors(spec)
      opened ??= new OpenedCluster(openCluster(options))
      try {
        return await launchOn(opened, spec, launchOptions)
      } catch (cause) {
        throw signal?.aborted ? launchAborted(spec, signal.reason) : explainLaunch(cause, spec, opened.cluster)
      }
    },
  }
}

/** A cluster, and what is found out about it once. */
class OpenedCluster {
  readonly cluster: Cluster
  #owner: Promise<Owner | undefined> | undefined
  #isSwept = false

  constructor(cluster: Cluster) {
    this.cluster = cluster
  }

  owner(signal: AbortSignal | undefined): Promise<Owner | undefined> {
    this.#owner ??= findOwner(this.cluster, signal)
    return this.#owner
  }

  /** Removes what earlier processes have left, once. */
  sweep(createdAt: string): void {
    if (this.#isSwept) return
    this.#isSwept = true
    void sweep(this.cluster, Date.parse(createdAt))
  }
}

async function launchOn(opened: OpenedCluster, spec: PeaSpec, options: LaunchOptions): Promise<PeaHandle> {
  const { cluster } = opened
  const { signal, onLog, onProgress } = options
  const name = podName(spec, randomBytes(4).toString('hex'))
  const pod = { namespace: cluster.namespace, name }
  opened.sweep(await createHeard(cluster, pod, toPodObject(spec, { name, owner: await opened.owner(signal) })))
  const life = new PeaLife({ cluster, pod, spec, onLog, onProgress })
  const abort = () => void life.kill()
  signal?.addEventListener('abort', abort)
  void life.exited.then(() => signal?.removeEventListener('abort', abort))
  if (signal?.aborted) abort()
  try {
    const address = await life.running()
    await life.attach(signal)
    signal?.throwIfAborted()
    return openHandle(life, { spec, pod, address })
  } catch (error) {
    await life.kill()
    throw error
  }
}

interface Launched {
  readonly spec: PeaSpec
  readonly pod: PodName
  readonly address: string
}

function openHandle(life: PeaLife, { spec, pod, address }: Launched): PeaHandle {
  const stop = async ({ grace = 5_000 }: StopOptions = {}): Promise<PeaExit> => {
    if (grace > 0) {
      life.terminate()
      if (!(await life.outlasts(grace))) return await life.exited
    }
    return await life.kill()
  }
  return { spec, container: `${pod.namespace}/${pod.name}`, address, exited: life.exited, stop }
}

/** A path that begins with a dot and is a file here was meant to be this file, and the cluster does not have it. */
async function refuseLocalExecutors(spec: PeaSpec): Promise<void> {
  for (const stage of stagesOf(spec)) {
    if (!/^\.{1,2}[\\/]/.test(String(stage.uses))) continue
    const isFile = await stat(resolve(spec.directory, String(stage.uses))).then(
      (entry) => entry.isFile(),
      () => false,
    )
    if (isFile) throw localExecutor(stage)
  }
}
