import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether an `Authorization` has the token. Takes as long for any wrong one. */
export function hasToken(authorization: string | undefined, token: string): boolean {
  const given = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(given), digest(token)) && given !== ''
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
