import { parseJson } from '@peaflow/pea/json'
import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import { malformed } from '../request/failures.ts'
import { isMapping } from '../request/json.ts'
import { readAll } from '../request/read-all.ts'
import type { Admin } from './admin.ts'

/** The most bytes of a body. */
const MAX_BODY = 4_096

/**
 * `PATCH /-/pods/{pod}`: gives a Pod another number of replicas, and answers when that is so.
 *
 * @throws FlowError `REQUEST_BODY`, and what `RunningFlow.scale` throws.
 */
export async function scalePod(request: HttpRequest, admin: Admin, pod: string): Promise<HttpReply> {
  const { replicas } = await readObject(request)
  if (!Number.isSafeInteger(replicas)) throw malformed('"replicas" is not a whole number')
  return await changed(admin, admin.running.scale(pod, replicas as number))
}

/**
 * `POST /-/pods/{pod}/restart`: gives a Pod new Peas, and answers when they are ready.
 *
 * @throws FlowError what `RunningFlow.restart` throws.
 */
export async function restartPod(admin: Admin, pod: string): Promise<HttpReply> {
  return await changed(admin, admin.running.restart(pod))
}

/**
 * `POST /-/stop`: has the program that started the Flow stop it.
 *
 * @throws FlowError `REQUEST_BODY`.
 */
export async function stopFlow(request: HttpRequest, admin: Admin): Promise<HttpReply> {
  const { grace } = await readObject(request)
  if (grace !== undefined && !(typeof grace === 'number' && grace >= 0))
    throw malformed('"grace" is not a number from 0 on')
  // The answer is on its way before anything is closed.
  setImmediate(() => {
    admin.administration.stop({ grace })
    admin.events.changed()
  })
  return jsonReply({ stopping: true }, 202)
}

async function changed(admin: Admin, change: Promise<void>): Promise<HttpReply> {
  try {
    await change
  } finally {
    admin.events.changed()
  }
  return jsonReply(await admin.status())
}

/** The object in a body; an empty one if there is none. */
async function readObject(request: HttpRequest): Promise<Readonly<Record<string, unknown>>> {
  const text = (await readAll(request.body, MAX_BODY)).toString('utf8')
  if (text.trim() === '') return {}
  const value = parse(text)
  if (!isMapping(value)) throw malformed('the body is not a JSON object')
  return value
}

function parse(text: string): unknown {
  try {
    return parseJson(text)
  } catch (cause) {
    throw malformed(`the body is not JSON: ${(cause as Error).message}`, cause)
  }
}
