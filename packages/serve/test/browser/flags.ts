/** Debian's Chromium. */
export const CHROMIUM = '/usr/bin/chromium'

/** Without these, Chromium asks hosts of Google's for several things at each start. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
