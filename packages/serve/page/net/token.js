const KEY = 'peaflow token'

/** Takes the token out of the address, where others could read it over a shoulder, and keeps it as long as the tab is open. */
export function takeToken() {
  const [, given = ''] = location.hash.split('#')
  if (given !== '' && !document.getElementById(given)) {
    sessionStorage.setItem(KEY, decode(given))
    history.replaceState(null, '', location.pathname + location.search)
  }
}

/** The token of this tab; `undefined` if it has none. */
export function token() {
  return sessionStorage.getItem(KEY) ?? undefined
}

/** Keeps a token that the reader has typed: the token itself, or the whole address that was printed with it. */
export function keepToken(text) {
  const trimmed = text.trim()
  const at = trimmed.indexOf('#')
  sessionStorage.setItem(KEY, decode(at < 0 ? trimmed : trimmed.slice(at + 1)))
}

function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
