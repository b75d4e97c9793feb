// What test containers run: does what `--with` says, one thing after the other.
const fs = require('node:fs')
const net = require('node:net')

const at = process.argv.indexOf('--with')
const { do: deeds = [] } = at < 0 ? {} : JSON.parse(process.argv[at + 1])

const DEEDS = {
  say: (text) => process.stdout.write(`${text}\n`),
  warn: (text) => process.stderr.write(`${text}\n`),
  args: () => process.stdout.write(`${JSON.stringify(process.argv.slice(2))}\n`),
  env: (name) => process.stdout.write(`${process.env[name]}\n`),
  read: (path) => process.stdout.write(fs.readFileSync(path)),
  write: ([path, text]) => fs.writeFileSync(path, text),
  user: () => process.stdout.write(`${process.getuid()}:${process.getgid()}\n`),
  exit: (code) => process.exit(code),
  flood: (bytes) => {
    for (let written = 0; written < bytes; written += 1) fs.writeSync(1, 'x')
  },
  eat: () => {
    const eaten = []
    for (;;) eaten.push(Buffer.alloc(1_000_000, eaten.length))
  },
  loop: () => {
    for (;;);
  },
  // Ends when asked to, and when stdin ends.
  stay: () => {
    process.stdin.resume().on('end', () => process.exit(0))
    process.on('SIGTERM', () => process.exit(0))
    DEEDS.say('staying')
  },
  // Does not end when asked to, only when stdin ends.
  ignore: () => {
    process.stdin.resume().on('end', () => process.exit(0))
    process.on('SIGTERM', () => DEEDS.say('ignored'))
    DEEDS.say('staying')
  },
  // Ends by force only.
  deaf: () => {
    setInterval(() => {}, 1_000_000)
    process.on('SIGTERM', () => {})
    DEEDS.say('staying')
  },
  listen: (port) =>
    net.createServer((socket) => socket.end('hello')).listen(port, '0.0.0.0', () => DEEDS.say('listening')),
  dial: ([host, port]) => net.connect(port, host).pipe(process.stdout),
  fetch: (url) => fetch(url).then(async (response) => DEEDS.say(await response.text())),
}

for (const [deed, argument] of deeds) DEEDS[deed](argument)
