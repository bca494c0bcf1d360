'use strict'

// The program under test: it scales a deployment, with the official client.

const { Client } = require('@elastic/elasticsearch')

/** Asks for so many allocations, again if there is no room or no server, and returns how many there are to be. */
exports.scale = async function scale (nodes, deployment, allocations) {
  const client = new Client({ nodes, maxRetries: 0 })
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        const request = { model_id: deployment, number_of_allocations: allocations }
        const answer = await client.ml.updateTrainedModelDeployment(request)
        return answer.assignment.task_parameters.number_of_allocations
      } catch (error) {
        const mayPass = error.statusCode === undefined || [429, 503].includes(error.statusCode)
        if (!mayPass || attempt === 3) throw error
      }
    }
  } finally {
    await client.close()
  }
}
