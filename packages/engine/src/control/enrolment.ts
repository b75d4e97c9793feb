import {
  type ControlPeer,
  decodeControl,
  type Enrolment,
  encodeControl,
  flowIdOf,
  isFromOtherVersion,
  NO_FLOW,
  PROTOCOL,
  versionOf,
} from '@peaflow/protocol'
import type { JoinRefusal } from './joiner.ts'

/** What a replica says that asks to join; `undefined` if the first message of a connection is another one. */
export function readEnrolment(frame: Buffer): Enrolment | undefined {
  const message = decodeControl(NO_FLOW, frame)
  return message?.type === 'enrol' ? message : undefined
}

/** Tells a replica that it cannot join. */
export function refuseEnrolment(peer: Pick<ControlPeer, 'send'>, refusal: JoinRefusal): void {
  peer.send(encodeControl(NO_FLOW, { type: 'refused', ...refusal }))
}

/** Whether a replica that was refused belongs to the Flow, and only has to wait. */
export function mayJoinLater({ code }: JoinRefusal): boolean {
  return code === 'LAUNCH_FULL' || code === 'LAUNCH_STOPPING'
}

/** Why a replica cannot join at a control socket where none can. */
export function notHere({ pod }: Enrolment): JoinRefusal {
  const reason = `"${pod}" cannot be joined: this Flow takes no replicas that it has not launched`
  return { code: 'LAUNCH_ENROL', reason }
}

/** Why a replica of another version cannot join; `undefined` if its version is this one. */
export function otherVersion(frame: Buffer): JoinRefusal | undefined {
  if (!isFromOtherVersion(frame)) return undefined
  const reason = `the replica speaks version ${versionOf(frame)} of the protocol, and this Flow version ${PROTOCOL}`
  return { code: 'LAUNCH_PROTOCOL', reason, hint: 'Use one version of Peaflow on both machines' }
}

/** Tells a Pea that has outlived its Flow, or its service for this one, to leave it. Returns whether that is what it is. */
export function releaseIfOver(frame: Buffer, peer: Pick<ControlPeer, 'send'>): boolean {
  const flowId = decodeControl(undefined, frame) === undefined ? NO_FLOW : flowIdOf(frame)
  if (flowId === NO_FLOW) return false
  peer.send(encodeControl(flowId, { type: 'release' }))
  return true
}
