export { Bag } from './collections/bag.ts'
export { Queue } from './collections/queue.ts'
export { SequenceMap } from './collections/sequence-map.ts'
export type { ControlChannel } from './control/channel.ts'
export { clientKeys, podClientKeys, podKeyPair } from './control/client-keys.ts'
export {
  decodeControl,
  encodeControl,
  explainControl,
  flowIdOf,
  isFromOtherVersion,
  NO_FLOW,
  versionOf,
} from './control/codec.ts'
export type { ControlConnection, ControlConnectionEvents, ControlTarget } from './control/connection.ts'
export { dialControl } from './control/dial.ts'
export { dialConnection } from './control/dial-connection.ts'
export { isEndpoint, MAX_ENDPOINTS, MAX_ENDPOINTS_LENGTH } from './control/endpoints.ts'
export type { Enrolment } from './control/enrolment.ts'
export type { HeartbeatBytes } from './control/heartbeat.ts'
export { heartbeatBytes } from './control/heartbeat.ts'
export type { Holding } from './control/holding.ts'
export { Lifeline } from './control/lifeline.ts'
export type { LinkProofs, ProvedWire, WiredInput, WiredOutput } from './control/link-proofs.ts'
export { withProofs } from './control/link-proofs.ts'
export type { ControlListener, ControlListenerEvents, ControlListenerTarget, ControlPeer } from './control/listener.ts'
export { openControlListener } from './control/listener.ts'
export type { LocalPeer, LocalSocket } from './control/local-socket.ts'
export { openLocalSocket } from './control/local-socket.ts'
export { Mailbox } from './control/mailbox.ts'
export type { FlowMessage, PeaMessage, PeerEnd } from './control/messages.ts'
export type { PeaStatus } from './control/pea-status.ts'
export type { PingTarget } from './control/ping.ts'
export { pingPea } from './control/ping.ts'
export type { PortObservation } from './control/probe.ts'
export { probePort } from './control/probe.ts'
export { isRepeated, RecentFrames } from './control/recent-frames.ts'
export { dialRemote } from './control/remote-connection.ts'
export type { DealerTarget } from './control/remote-socket.ts'
export { openDealer, openRouter } from './control/remote-socket.ts'
export { signInterval, silenceLimit } from './control/signs-of-life.ts'
export type { TapOrder, TapPoint, TappedMessage } from './control/tap.ts'
export { MAX_TAP_BYTES, MAX_TAP_RATE, MAX_TAPS } from './control/tap.ts'
export type { BufferPool } from './memory/buffer-pool.ts'
export { MAX_UNPOOLED_BYTES, releaseBuffer } from './memory/buffer-pool.ts'
export { noteGarbage, receivePool, sendPool } from './memory/pools.ts'
export { addressesToDial, addressToDial, isLocalHost } from './socket/address.ts'
export type { BindTarget } from './socket/bind.ts'
export { bindWithRetry } from './socket/bind.ts'
export { bridgeGateway } from './socket/bridge.ts'
export type { PackConnection, PeerConnection, ReceivedRecord } from './socket/pack-connection.ts'
export type { PackSocket, PackSocketEvents, PackSocketOptions } from './socket/pack-socket.ts'
export { openPackSocket } from './socket/pack-socket.ts'
export { newRoutingId } from './socket/routing-id.ts'
export { upperBound } from './statistics/buckets.ts'
export type { Histogram } from './statistics/histogram.ts'
export { countOf, HistogramCounter, mergeHistograms, NO_VALUES } from './statistics/histogram.ts'
export type {
  EndpointStatistics,
  PeaStatistics,
  ProcessStatistics,
  TrafficCount,
} from './statistics/pea-statistics.ts'
export { isCode, MAX_CODES, MAX_COUNTED_ENDPOINTS, OTHER } from './statistics/pea-statistics.ts'
export { QUANTILE_ERROR, quantile } from './statistics/quantile.ts'
export type { LinkName, StartKeys } from './trust/derive.ts'
export { deriveLinkSecret, derivePeaKey, derivePodKey } from './trust/derive.ts'
export type { FlowKey, Key, PodKey } from './trust/key.ts'
export { formatKey, newFlowKey, parseKey } from './trust/key.ts'
export { KEY_FILE, readKeyFile } from './trust/key-file.ts'
export type { PodKeys } from './trust/pod-key.ts'
export { readPodKey, readPodKeys } from './trust/pod-key.ts'
export type { AdoptProof } from './trust/proof.ts'
export {
  isSameProof,
  NO_PROOF,
  proveAdopt,
  proveBound,
  proveEnrol,
  proveHello,
  provesAdopt,
  proveWelcome,
} from './trust/proof.ts'
export { noteDecoded } from './tuning/collection-hint.ts'
export { enableTuning, TUNING } from './tuning/switch.ts'
export type { Batch, ReceivedPack } from './wire/batch.ts'
export type { WireError } from './wire/error.ts'
export { decodeError, encodeError, isEncodedError } from './wire/error.ts'
export type { ErrorTrace, WireCause } from './wire/error-cause.ts'
export { MOST_CAUSES, toCause } from './wire/error-cause.ts'
export { explainPack } from './wire/explain.ts'
export type { Headers, PodTimes } from './wire/headers.ts'
export { collectsTimes, decodeHeaders, encodeHeaders, readValues, TIMES } from './wire/headers.ts'
export { addTimes, joinHeaders } from './wire/join-headers.ts'
export type { IncomingRequest, Message } from './wire/message.ts'
export { pack, wholeMessage } from './wire/pack.ts'
export {
  FLOW_ID_BYTES,
  LARGEST_INLINE_PAYLOAD,
  MAX_ATTEMPT,
  MAX_ENDPOINT_BYTES,
  MAX_FRAME_BYTES,
  MAX_HEADERS_BYTES,
  MAX_TRIES,
  NO_DEADLINE,
  PACK_BYTES,
  PROTOCOL,
} from './wire/protocol.ts'
export { ReceivedMessage } from './wire/received-message.ts'
export type { Ack, DataRecord, Greeting, Piece, RawMessage } from './wire/record.ts'
export { RECORD } from './wire/record.ts'
export { unpack } from './wire/unpack.ts'
export type { WireRecord } from './wire/wire-record.ts'
export { sentBytes } from './wire/write-record.ts'
export type { Metadata, Ready } from './zmtp/command.ts'
export type { Connection, ConnectionEvents } from './zmtp/connection.ts'
export type { Cipher } from './zmtp/curve/cipher.ts'
export type { CurveClientKeys, CurveKeyPair } from './zmtp/curve/key-pair.ts'
export { deriveCurveKeyPair, newCurveKeyPair } from './zmtp/curve/key-pair.ts'
export type { DialEvents, DialledEnd, DialTarget } from './zmtp/dial.ts'
export { Dialler } from './zmtp/dial.ts'
export type { FrameHeader } from './zmtp/frame.ts'
export type { Listener, ListenTarget } from './zmtp/listen.ts'
export { listen } from './zmtp/listen.ts'
export type { Established, Handshake, HandshakeStep, Mechanism } from './zmtp/mechanism.ts'
export type { RefusalReason } from './zmtp/refusal.ts'
export { MAX_PATH_BYTES } from './zmtp/unix-path.ts'
