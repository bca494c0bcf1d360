'use strict'

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const readline = require('node:readline')

/** The address of a new fake with these options, which ends with the test `t`: on SIGTERM, and well. */
exports.startFake = async function startFake (t, ...options) {
  const own = ([name]) => !name.startsWith('ES_ML_FAKE_')
  const fake = spawn(process.env.FAKE_BINARY, ['serve', '--listen', '127.0.0.1:0', ...options], {
    env: Object.fromEntries(Object.entries(process.env).filter(own)),
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 30_000,
    killSignal: 'SIGKILL'
  })
  const exited = once(fake, 'exit')
  t.after(async () => {
    fake.kill('SIGTERM')
    const [code] = await exited
    assert.equal(code, 0, 'the exit code of the fake')
  })
  const firstLine = once(readline.createInterface({ input: fake.stdout }), 'line')
  const [line] = await Promise.race([firstLine, exited])
  assert.match(String(line), /^listening on http:\/\/127\.0\.0\.1:\d+$/)
  return line.replace('listening on ', '')
}
