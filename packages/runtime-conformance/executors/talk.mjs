// Writes `lines` lines, every tenth of them long, to stdout or to `stream`; ends with `code`, or else stays.
export default {
  setup({ with: { lines, stream = 'stdout', code } }) {
    const write = stream === 'stderr' ? console.error : console.log
    for (let line = 1; line <= lines; line++) {
      write(`conformance ${line} ${'ä€😀'.repeat(line % 10 === 0 ? 500 : 1)}`)
    }
    if (code !== undefined) process.exit(code)
  },
}
