'use strict'

// That the fixtures do what they say: tests that have to fail do, with the report.

const assert = require('node:assert/strict')
const { spawnSync } = require('node:child_process')
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const path = require('node:path')
const { test } = require('node:test')

const SUITE = `
  const { test } = require('node:test')
  const fake = require(${JSON.stringify(path.join(__dirname, 'es-ml-fake.js'))}).useFake()

  test('sends a string', async () => {
    await fake.putDeployment('m')
    await fetch(fake.url + '/_ml/trained_models/m/deployment/_update', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"number_of_allocations": "4"}'
    })
  })
  test('never asks', () => fake.script({ failure: 'no_master' }, { endpoint: 'update' }))
  test('passes', async () => { if ((await fake.exchanges()).length) throw Error('something is left') })
`

test('a silent breach and an unused script fail the test', t => {
  const folder = mkdtempSync(path.join(tmpdir(), 'es-ml-fake-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(path.join(folder, 'suite.test.js'), SUITE)
  const { NODE_TEST_CONTEXT, ...env } = process.env
  const run = spawnSync(process.execPath, ['--test', '--test-reporter=tap'], { cwd: folder, env, encoding: 'utf8' })
  assert.match(run.stdout, /# pass 1\n# fail 2/)
  assert.match(run.stdout, /1 request breaches the documented contract silently\./)
  assert.match(run.stdout, /number_of_allocations: must be an integer, but is the string/)
  assert.match(run.stdout, /1 script was not used as often as it was to be/)
})
