export { withBinary } from './json/binary.ts'
export { toJsonLine, toSafeJson } from './json/line.ts'
export { parseJson, UnreadableValue } from './json/parse.ts'
export { findTooDeep } from './json/visit.ts'
