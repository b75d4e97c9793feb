import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Server } from '@grpc/grpc-js'
import { ReflectionService } from '@grpc/reflection'
import { protoFolder } from './definitions.ts'

/** The descriptors of the `.proto` files and of what they import, as `protoc --include_imports` writes them. */
const DESCRIPTORS = 'descriptors.binpb'

/**
 * Adds reflection. It describes what `protoc` makes of the files: what proto-loader would describe by itself has maps and imports
 * that other languages refuse.
 */
export function addReflection(server: Server): void {
  const fileDescriptorProtos = splitSet(readFileSync(join(protoFolder(), DESCRIPTORS)))
  // Of a definition, reflection reads nothing but the files.
  const files = { format: 'Protocol Buffer 3 EnumDescriptorProto', type: {}, fileDescriptorProtos } as const
  new ReflectionService({ files }).addToServer(server)
}

/** The files of a `google.protobuf.FileDescriptorSet`: a tag, a length as varint, and the bytes of each. */
export function splitSet(set: Buffer): Buffer[] {
  const files: Buffer[] = []
  for (let at = 0; at < set.length; ) {
    let length = 0
    for (let shift = 0, more = true; more; shift += 7) {
      at += 1
      const byte = set.readUInt8(at)
      length |= (byte & 0x7f) << shift
      more = byte > 0x7f
    }
    at += 1
    files.push(set.subarray(at, at + length))
    at += length
  }
  return files
}
