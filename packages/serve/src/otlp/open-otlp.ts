import type { RunningFlow } from '@peaflow/engine'
import { openBatches } from './batches.ts'
import { Otlp } from './otlp.ts'
import { loadSdk, SDK_PACKAGES, type Sdk } from './sdk.ts'
import { type Environment, otlpSettings } from './settings.ts'

/** Where traces come from, and who learns why none are exported. */
export interface OtlpSources {
  readonly running: Pick<RunningFlow, 'plan'>
  readonly environment: Environment
  /**
   * Takes a sentence.
   *
   * @defaultValue writes it to stderr
   */
  warn?(message: string): void
  /**
   * Loads the OpenTelemetry SDK.
   *
   * @defaultValue from the packages that are installed
   */
  load?(): Promise<Sdk>
}

/**
 * Opens the export of traces over OTLP, where the environment says so; otherwise gives `undefined`. Never fails: a Flow goes on
 * without its traces, and a warning says why.
 */
export async function openOtlp(sources: OtlpSources): Promise<Otlp | undefined> {
  const { running, environment, warn = writeWarning, load = loadSdk } = sources
  const settings = otlpSettings(environment)
  if (settings === undefined) return undefined
  const { variable, share, timeout, isGrpc } = settings
  const fail = onceOnly((reason) => warn(`${variable} is set, but traces are not exported: ${reason}`))
  if (isGrpc)
    return void fail('they go out over HTTP only. Set OTEL_EXPORTER_OTLP_PROTOCOL=http/json and that port (4318)')
  try {
    const sdk = await load()
    const sink = openBatches({ sdk, flow: running.plan.flow, timeout, onFailed: fail })
    return new Otlp({ plan: () => running.plan, share, sink, onFailed: fail })
  } catch (caught) {
    // Whatever is wrong with packages that are not ours: the Flow is what matters.
    return void fail(reasonOf(caught))
  }
}

/** Says the first reason, since the others would fill the log of a Flow whose collector is down. */
function onceOnly(say: (reason: string) => void): (reason: string) => void {
  let hasSaid = false
  return (reason) => {
    if (!hasSaid) say(reason)
    hasSaid = true
  }
}

function reasonOf(caught: unknown): string {
  if (!(caught instanceof Error)) return String(caught)
  const isMissing = 'code' in caught && caught.code === 'ERR_MODULE_NOT_FOUND'
  return isMissing ? `run npm install ${SDK_PACKAGES.join(' ')}` : caught.message
}

function writeWarning(message: string): void {
  process.stderr.write(`warning: ${message}\n`)
}
