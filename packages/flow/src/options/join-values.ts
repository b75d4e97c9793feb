import * as z from 'zod/mini'
import { ANY_VARIABLE, port, whole } from './values.ts'

/** The highest port, and the most replicas. */
const MOST = 65_535

/** A port, or a host and a port, at which replicas that come by themselves find the Flow. */
export const joinAddress = z.union([
  port,
  z
    .string()
    .check(
      z.regex(new RegExp(`^(\\[[0-9A-Fa-f:.]+\\]|[^:\\s/@\\[\\]]+):[1-9]\\d{0,4}$|${ANY_VARIABLE}`)),
      z.refine(isOnePort),
    ),
])

function isOnePort(address: string): boolean {
  return Number(address.slice(address.lastIndexOf(':') + 1)) <= MOST
}

/** How many replicas there are, or how few and how many may come. */
export const replicas = z.union([
  whole(1, MOST),
  z.strictObject({ min: whole(0, MOST), max: whole(1, MOST) }).check(z.refine(({ min, max }) => min <= max)),
])
