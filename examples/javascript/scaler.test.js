'use strict'

// What a suite does with the fake. Nothing here sleeps.

const assert = require('node:assert/strict')
const { beforeEach, test } = require('node:test')

const { useFake } = require('./es-ml-fake.js')
const { scale } = require('./scaler.js')

const MODEL = 'my-model'
const fake = useFake()
beforeEach(() => fake.putDeployment(MODEL, { allocations: 1 }))

test('it asks for what it was told', async () => {
  assert.equal(await scale(fake.urls, MODEL, 4), 4)
  const [update] = await fake.exchanges({ endpoint: 'update', deployment: MODEL })
  assert.deepEqual(update.request.body, { number_of_allocations: 4 })
  assert.equal((await fake.deployment(MODEL)).allocations, 4)
})

test('it asks again when there is no room', async () => {
  await fake.script({ failure: 'not_enough_capacity' }, { endpoint: 'update', times: 2 })
  assert.equal(await scale(fake.url, MODEL, 4), 4)
  assert.deepEqual(await fake.statuses({ endpoint: 'update' }), [429, 429, 200])
})

test('it gives up on what cannot pass', async () => {
  await assert.rejects(scale(fake.url, 'unknown', 4), { statusCode: 404 })
  assert.deepEqual(await fake.statuses(), [404])
})

test('it waits for an answer that takes long', async () => {
  await fake.hold({ endpoint: 'update' }, async hold => {
    let isDone = false
    const scaling = scale(fake.url, MODEL, 4).finally(() => { isDone = true })
    const [held] = await hold.wait()
    assert.equal(held.deployment, MODEL)
    assert.equal(isDone, false)
    assert.equal(await hold.release(held.seq), 1)
    assert.equal(await scaling, 4)
  })
})

test('it survives a broken connection', async () => {
  await fake.script([{ wire: 'reset' }, { wire: { truncated: 20 } }], { endpoint: 'update' })
  assert.equal(await scale(fake.url, MODEL, 4), 4)
  assert.equal((await fake.exchanges({ endpoint: 'update' })).length, 3)
})

test('it turns to the other node when one goes away', async () => {
  await fake.nodeFault(1, { outage: true }, async () => assert.equal(await scale(fake.urls, MODEL, 4), 4))
  const [update] = await fake.exchanges({ endpoint: 'update' })
  assert.equal(update.node, 0)
})

test('what is programmed wrongly is said', async () => {
  await assert.rejects(fake.script({ failure: 'no_master' }, { time: 2 }), /did you mean `times`/)
})
