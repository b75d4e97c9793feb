import * as z from 'zod/mini'
import { ANY_VARIABLE, oneOrMore } from './values.ts'

/** The highest port. */
const MAX_PORT = 65_535

/** A port, or a host and a port: where a server listens. */
export const socketAddress = z.union([
  z.int().check(z.minimum(0), z.maximum(MAX_PORT)),
  z.pipe(z.string().check(z.regex(/^\d{1,5}$/)), z.pipe(z.transform(Number), z.int().check(z.maximum(MAX_PORT)))),
  z
    .string()
    .check(
      z.regex(new RegExp(`^(\\[[0-9A-Fa-f:.]+\\]|[^:\\s/@\\[\\]]+):\\d{1,5}$|${ANY_VARIABLE}`)),
      z.refine(hasPort),
    ),
])

/** One origin, as browsers send it, or several. */
export const origins = oneOrMore(
  z
    .string()
    .check(z.regex(new RegExp(`^https?://(\\[[0-9a-f:.]+\\]|[^\\s/?#@:A-Z*\\[\\]]+)(:\\d{1,5})?$|${ANY_VARIABLE}`))),
)

/** What fits into a header. */
export const token = z.string().check(z.regex(/^[\x21-\x7e]+$/))

function hasPort(address: string): boolean {
  return Number(address.slice(address.lastIndexOf(':') + 1)) <= MAX_PORT
}
