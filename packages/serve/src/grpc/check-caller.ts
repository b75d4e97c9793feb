import {
  ResponderBuilder,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  ServerListenerBuilder,
  status,
} from '@grpc/grpc-js'
import { checkAccess } from '../access/check-access.ts'
import { isLoopback } from '../http/incoming-request.ts'
import { requestIdOf } from '../routes/request-id.ts'
import { headerOf } from './request.ts'
import type { GrpcOptions } from './service.ts'
import { toStatus } from './status.ts'

/** Whoever asks for the health of a server has no token, as over HTTP. */
const OPEN = '/grpc.health.v1.Health/'

/** Reflection, which answers on one stream as often as it is asked, whether or not the answers are read. */
const REFLECTION = '/grpc.reflection.'

/** The most questions of one stream: each answer is a few kilobytes. */
const MOST_QUESTIONS = 1_000

/** Who is let in, and what learns of whoever is not. */
export type CheckCallerOptions = Pick<GrpcOptions, 'access' | 'log'>

/** Lets calls in by the rules of HTTP: `authorization` and `origin` are metadata, the `Host` is the authority. */
export function checkCaller({ access, log }: CheckCallerOptions): ServerInterceptor {
  return ({ path }, call) => {
    if (path.startsWith(OPEN)) return new ServerInterceptingCall(call)
    const listener = new ServerListenerBuilder().withOnReceiveMetadata((metadata, next) => {
      const header = (name: string) => (name === 'host' ? call.getHost() : headerOf(metadata, name))
      try {
        checkAccess({ header, isLoopback: isLoopback(call.getConnectionInfo().localAddress ?? '') }, access)
      } catch (error) {
        const requestId = requestIdOf(header('x-request-id'))
        log?.turnedAway({ protocol: 'grpc', path, requestId }, error)
        call.sendStatus(toStatus(error, { requestId, retryAfter: () => 1 }))
        return
      }
      next(metadata)
    })
    if (path.startsWith(REFLECTION)) listener.withOnReceiveMessage(limit(call))
    const responder = new ResponderBuilder().withStart((next) => next(listener.build()))
    return new ServerInterceptingCall(call, responder.build())
  }
}

/** Passes on so many messages, and ends the call after that. */
function limit(call: ServerInterceptingCallInterface): ServerMessageListener {
  let count = 0
  return (message, next) => {
    count += 1
    if (count <= MOST_QUESTIONS) next(message)
    else call.sendStatus({ code: status.RESOURCE_EXHAUSTED, details: `more than ${MOST_QUESTIONS} questions` })
  }
}

type ServerMessageListener = Parameters<ServerListenerBuilder['withOnReceiveMessage']>[0]
