'use strict'

// The official client against the fake: the documented examples, and each refusal as the client's own exception.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { suite, test } = require('node:test')
const { Client, errors } = require('@elastic/elasticsearch')

const cases = require('../cases.json')
const { startFake } = require('./fake.js')

const MODEL_ID = cases.deployment
const UPDATE_PATH = `/_ml/trained_models/${MODEL_ID}/deployment/_update`

for (const compression of [false, true]) {
  suite(compression ? 'with gzip' : 'plain', () => {
    /** A client of a fake of the test's own, still connected when the fake is told to end. */
    async function startClient (t, ...options) {
      const node = await startFake(t, ...options)
      const client = new Client({ node, compression, maxRetries: 0, requestTimeout: 10_000 })
      t.after(() => client.close())
      return client
    }

    test('the fake passes for Elasticsearch', async t => {
      const client = await startClient(t)
      const { body, headers } = await client.info({}, { meta: true })
      assert.equal(body.tagline, 'You Know, for Search')
      assert.match(body.version.number, /^9\./)
      assert.equal(headers['x-elastic-product'], 'Elasticsearch')
      assert.equal(await client.ping(), true)
    })

    for (const example of cases.examples) {
      test(`documented example: ${example.name}`, async t => {
        const client = await startClient(t)
        const request = { model_id: MODEL_ID, ...example.body }
        const { body, headers, statusCode } = await client.ml.updateTrainedModelDeployment(request, { meta: true })
        assert.deepEqual(body, example.answer)
        assert.equal(statusCode, 200)
        assert.equal(headers['content-type'], 'application/vnd.elasticsearch+json;compatible-with=9')
        assert.equal(headers['content-encoding'], compression ? 'gzip' : undefined)
      })
    }

    for (const { name, deployment = MODEL_ID, body, status, type, reason } of cases.refused_updates) {
      test(`refused: ${name}`, async t => {
        const client = await startClient(t)
        const error = await refusalOf(client.ml.updateTrainedModelDeployment({ model_id: deployment, body }))
        assert.equal(error.statusCode, status)
        assert.equal(error.body.status, status)
        assert.equal(error.body.error.type, type)
        assert.equal(error.body.error.reason, reason)
      })
    }

    test('malformed JSON', async t => {
      const client = await startClient(t)
      const body = '{"number_of_allocations": four}'
      const json = 'application/vnd.elasticsearch+json; compatible-with=9'
      const headers = { accept: json, 'content-type': json }
      const error = await refusalOf(client.transport.request({ method: 'POST', path: UPDATE_PATH, body }, { headers }))
      assert.equal(error.statusCode, 400)
      assert.equal(error.body.error.type, 'x_content_parse_exception')
      assert.match(error.body.error.reason, /^\[1:32\] Unrecognized token 'four'/)
      assert.equal(error.body.error.caused_by.type, 'json_parse_exception')
    })

    test('a deployment that is not started', async t => {
      const client = await startClient(t, '--config', startingDeployment(t))
      const error = await refusalOf(client.ml.updateTrainedModelDeployment({ model_id: 'm', number_of_allocations: 4 }))
      assert.equal(error.statusCode, 409)
      assert.equal(error.body.error.type, 'status_exception')
      assert.equal(error.body.error.reason, 'cannot update deployment that is not in [started] state')
    })

    test('an update is judged by those before it', async t => {
      const client = await startClient(t)
      const update = async body =>
        (await client.ml.updateTrainedModelDeployment({ model_id: MODEL_ID, ...body })).assignment

      const switchedOn = await update({ adaptive_allocations: { enabled: true } })
      assert.deepEqual(switchedOn.adaptive_allocations, { enabled: true })
      const error = await refusalOf(update({ number_of_allocations: 2 }))
      assert.equal(error.statusCode, 400)
      assert.equal(error.body.error.type, 'validation_exception')

      const switchedOff = await update({ adaptive_allocations: { enabled: false }, number_of_allocations: 2 })
      assert.deepEqual(switchedOff.adaptive_allocations, { enabled: false })
      assert.equal(switchedOff.task_parameters.number_of_allocations, 2)
    })

    test('the life of a deployment', async t => {
      const config = configuration(t, 'deployments = []\n[[models]]\nid = "m"\n')
      const client = await startClient(t, '--config', config, '--edition', '9.5')
      const { ml } = client
      const started = await ml.startTrainedModelDeployment({
        model_id: 'm', deployment_id: 'search', wait_for: 'fully_allocated', timeout: '1m'
      })
      assert.equal(started.assignment.assignment_state, 'started')
      const updated = await ml.updateTrainedModelDeployment({ model_id: 'search', number_of_allocations: 3 })
      assert.equal(updated.assignment.task_parameters.number_of_allocations, 3)
      const stats = await ml.getTrainedModelsStats({ model_id: 'm' })
      const [{ deployment_stats: deployment }] = stats.trained_model_stats
      assert.equal(deployment.deployment_id, 'search')
      assert.equal(deployment.allocation_status.allocation_count, 3)
      assert.deepEqual(await ml.stopTrainedModelDeployment({ model_id: 'search' }), { stopped: true })
      const gone = await refusalOf(ml.updateTrainedModelDeployment({ model_id: 'search', number_of_allocations: 1 }))
      assert.equal(gone.statusCode, 404)
      assert.deepEqual(await ml.deleteTrainedModel({ model_id: 'm' }), { acknowledged: true })
    })

    // The calls of the server part of Kibana's page of trained models (elastic/kibana,
    // x-pack/platform/plugins/shared/ml/server/routes/trained_models.ts, 04738a17), in the order in which a user causes them.
    test('what Kibana sends when somebody looks after a model', async t => {
      const config = configuration(t, 'deployments = []\n')
      const client = await startClient(t, '--config', config, '--edition', '9.5', '--fail-on-breach')
      const { ml } = client
      const inferenceConfig = { text_classification: { classification_labels: ['good', 'bad'] } }
      await ml.putTrainedModel({
        model_id: 'm', model_type: 'pytorch', inference_config: inferenceConfig, defer_definition_decompression: true
      })
      const part = { definition: 'c21hbGwgbW9kZWwu', total_definition_length: 12, total_parts: 1 }
      await ml.putTrainedModelDefinitionPart({ model_id: 'm', part: 0, ...part })
      await ml.putTrainedModelVocabulary({ model_id: 'm', vocabulary: ['[PAD]', '[UNK]', 'small'] })

      const list = async () => {
        const { trained_model_configs: [model] } = await ml.getTrainedModels({ size: 1000 })
        const { trained_model_stats: [stats] } = await ml.getTrainedModelsStats({ size: 1000 })
        return { model, state: stats.deployment_stats?.state, size: stats.model_size_stats.model_size_bytes }
      }
      const { model, state, size } = await list()
      assert.deepEqual([model.model_type, state, size], ['pytorch', undefined, 12])
      assert.deepEqual(model.inference_config.text_classification.classification_labels, ['good', 'bad'])

      await ml.startTrainedModelDeployment({
        model_id: 'm', deployment_id: 'search', priority: 'normal', threads_per_allocation: 2, adaptive_allocations: { enabled: true, max_number_of_allocations: 4 }
      }, { maxRetries: 0 })
      assert.equal((await list()).state, 'started')
      await ml.updateTrainedModelDeployment({ model_id: 'search', adaptive_allocations: { enabled: false }, number_of_allocations: 2 })
      const stats = await ml.getTrainedModelsStats({ model_id: 'm' })
      assert.equal(stats.trained_model_stats[0].deployment_stats.allocation_status.allocation_count, 2)
      const answer = await ml.inferTrainedModel({ model_id: 'search', docs: [{ input: 'small' }], timeout: '30s' })
      assert.equal(answer.inference_results.length, 1)

      const stop = { model_id: 'search', force: false, allow_no_match: false }
      assert.deepEqual(await ml.stopTrainedModelDeployment(stop), { stopped: true })
      const again = await refusalOf(ml.stopTrainedModelDeployment(stop))
      assert.equal(again.body.error.reason, 'No known model deployment with id [search]')
      await ml.deleteTrainedModel({ model_id: 'm', force: false })
      assert.equal((await ml.getTrainedModels({ size: 1000 })).count, 0)
    })

    test('unknown path', async t => {
      const client = await startClient(t)
      const error = await refusalOf(client.transport.request({ method: 'GET', path: '/no/such/path' }))
      assert.equal(error.statusCode, 400)
      assert.deepEqual(error.body, { error: 'no handler found for uri [/no/such/path] and method [GET]' })
    })

    test('wrong method', async t => {
      const client = await startClient(t)
      const error = await refusalOf(client.transport.request({ method: 'GET', path: UPDATE_PATH }))
      assert.equal(error.statusCode, 405)
      assert.equal(error.headers.allow, 'POST')
      assert.deepEqual(error.body, {
        error: `Incorrect HTTP method for uri [${UPDATE_PATH}] and method [GET], allowed: [POST]`,
        status: 405
      })
    })

    test('unsupported media type', async t => {
      const client = await startClient(t)
      // The client sends a body that is a string as plain text, even if it is JSON.
      const body = '{"number_of_allocations": 4}'
      const error = await refusalOf(client.ml.updateTrainedModelDeployment({ model_id: MODEL_ID, body }))
      assert.equal(error.statusCode, 406)
      assert.deepEqual(error.body, { error: 'Content-Type header [text/plain] is not supported', status: 406 })
    })
  })
}

/** A configuration in which the deployment `m` is still starting. */
function startingDeployment (t) {
  return configuration(t, '[[deployments]]\nid = "m"\nstate = "starting"\n')
}

/** A configuration in a file that goes with the test. */
function configuration (t, text) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'es-ml-fake-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'fake.toml')
  fs.writeFileSync(file, text)
  return file
}

/** The client's exception for an answer other than success. */
async function refusalOf (request) {
  const error = await request.then(() => assert.fail('the request was accepted'), error => error)
  assert.ok(error instanceof errors.ResponseError, error)
  return error
}
