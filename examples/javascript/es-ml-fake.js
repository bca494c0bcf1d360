'use strict'

/**
 * Fixtures for tests against es-ml-fake: copy this file as it is. It needs Node.js 20, and nothing else.
 *
 *     const { useFake } = require('./es-ml-fake.js')
 *     const fake = useFake()
 *
 *     test('a refusal is tried again', async () => {
 *       await fake.putDeployment('my-model')
 *       await fake.script({ failure: 'not_enough_capacity' }, { endpoint: 'update', times: 2 })
 *       await scale(fake.url, 'my-model', 4)
 *       assert.deepEqual(await fake.statuses({ endpoint: 'update' }), [429, 429, 200])
 *     })
 *
 * One process serves all tests of a file. Each finds it as it is after its start, and fails with a report
 * if it breached the contract silently, or left a script unused. `ES_ML_FAKE_BINARY` names the program
 * unless it is on the PATH.
 */

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const readline = require('node:readline')
const { after, afterEach, before, beforeEach } = require('node:test')

/** Starts a fake for the tests of this file, or of this suite, and ends it behind them. */
exports.useFake = function useFake (...options) {
  const fake = new Fake()
  before(() => fake.start(options))
  beforeEach(() => fake.reset())
  afterEach(async () => assert.equal(await fake.complaint(), '', 'see the report'))
  after(() => fake.stop())
  return fake
}

class Fake {
  /** The addresses of all HTTP nodes; clients need one, or all. */
  urls = []

  get url () {
    return this.urls[0]
  }

  async start (options) {
    const binary = process.env.ES_ML_FAKE_BINARY ?? 'es-ml-fake'
    const settings = { stdio: ['ignore', 'pipe', 'inherit'] }
    this.process = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--http-nodes', '2', ...options], settings)
    this.exited = once(this.process, 'exit')
    const firstLine = once(readline.createInterface({ input: this.process.stdout }), 'line')
    const [line] = await Promise.race([firstLine, this.exited])
    assert.match(String(line), /^listening on http/, 'es-ml-fake did not start')
    this.urls = [line.replace('listening on ', '')]
    const { nodes } = await this.ask('GET', '/nodes')
    this.urls = nodes.map(node => node.uri)
  }

  async stop () {
    this.process.kill('SIGTERM')
    await this.exited
  }

  /** Brings back the state after the start. */
  async reset () {
    await this.ask('POST', '/reset')
  }

  /** From now on, requests that `on` selects get this reply, or one after the other of an array. */
  async script (reply, on = {}) {
    return (await this.ask('POST', '/scripts', { on, reply })).id
  }

  /** Keeps the answers to requests that `on` selects back while `act` runs, or until they are released. */
  async hold (on, act) {
    const { id } = await this.ask('POST', '/holds', { on })
    const hold = {
      /** Waits until so many requests have arrived, and returns those that are held. */
      wait: async (times = 1, timeout = '5s') => {
        const { arrived, held } = await this.ask('GET', `/holds/${id}?wait=${timeout}&times=${times}`)
        assert.ok(arrived >= times, `${arrived} of ${times} requests have arrived in ${timeout}`)
        return held
      },
      /** Lets the answer to the request of that number go, or all that are held at the moment. */
      release: async seq => (await this.ask('POST', `/holds/${id}/release`, { seq })).released
    }
    try {
      return await act(hold)
    } finally {
      await this.ask('DELETE', `/holds/${id}`)
    }
  }

  /** The HTTP node of this number refuses connections while `act` runs. */
  async outage (node, act) {
    await this.ask('POST', `/nodes/${node}/outage`)
    try {
      return await act()
    } finally {
      await this.ask('DELETE', `/nodes/${node}/outage`)
    }
  }

  /** The HTTP node of this number is slow, or answers as a broken proxy, while `act` runs: `{ slow: '200ms' }`, `{ answer: 502 }`. */
  async fault (node, fault, act) {
    await this.ask('PUT', `/nodes/${node}/fault`, fault)
    try {
      return await act()
    } finally {
      await this.ask('DELETE', `/nodes/${node}/fault`)
    }
  }

  /** Requests and answers so far; with `{ wait: 2 }`, as soon as there are two. */
  async exchanges (filters = {}) {
    return (await this.ask('GET', `/journal?${new URLSearchParams(filters)}`)).exchanges
  }

  async statuses (filters = {}) {
    return (await this.exchanges(filters)).map(exchange => exchange.response.status)
  }

  putDeployment (id, settings = {}) {
    return this.ask('PUT', `/deployments/${encodeURIComponent(id)}`, settings)
  }

  deployment (id) {
    return this.ask('GET', `/deployments/${encodeURIComponent(id)}`)
  }

  /** Moves the clock forward: `'30s'`. */
  async advance (time) {
    await this.ask('POST', '/clock', { advance: time })
  }

  /** What makes a test fail, if anything does, in words. */
  async complaint () {
    const { silent } = await this.ask('GET', '/breaches')
    const { unused } = await this.ask('GET', '/scripts')
    return [silent.report, unused.report].filter(report => report).join('\n\n')
  }

  async ask (method, path, body) {
    const answer = await fetch(`${this.url}/_fake${path}`, { method, body: body && JSON.stringify(body) })
    const document = await answer.json()
    assert.ok(answer.ok, `${method} ${path}: ${document.error}`)
    return document
  }
}
