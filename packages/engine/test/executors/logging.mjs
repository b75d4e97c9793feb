// Logs a line at each level in its setup. Then prints two if `with.prints`, and ends its process if `with.ends`.
export default {
  setup({ log, with: { prints, ends } }) {
    for (const level of ['debug', 'info', 'warn', 'error']) log[level](`this is ${level}`)
    if (prints) console.log('this is printed')
    if (prints) console.error('this is complained')
    if (ends) process.exit(3)
  },
}
