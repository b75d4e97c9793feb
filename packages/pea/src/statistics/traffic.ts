import type { TrafficCount } from '@peaflow/protocol'

/** Counts the messages that go over links in one direction. */
export class Traffic implements TrafficCount {
  messages = 0
  bytes = 0

  /** Counts messages, given the bytes of all their payloads. */
  add(bytes: number, messages: number): void {
    this.messages += messages
    this.bytes += bytes
  }
}
