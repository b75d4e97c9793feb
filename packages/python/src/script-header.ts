/** The block of a script's header, as PEP 723 defines it: comments between `# /// script` and `# ///`. */
const HEADER = /^# \/\/\/ script[ \t]*$\s(?:^#(?:| .*)$\s)+^# \/\/\/[ \t]*$/m

/** The header of a Python script that lists what it needs (PEP 723); `undefined` if it has none. */
export function scriptHeader(text: string): string | undefined {
  return HEADER.exec(text.replace(/\r\n/g, '\n'))?.[0]
}

/** Whether a Python script has a header that lists what it needs. */
export function hasScriptHeader(text: string): boolean {
  return scriptHeader(text) !== undefined
}
