// What Microsoft's libraries cost before the first request: the pipeline, and the client of Azure Machine Learning.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const from = performance.now()
await import('@azure/core-rest-pipeline')
const { AzureMachineLearningWorkspaces } = require('@azure/arm-machinelearning')
new AzureMachineLearningWorkspaces({ getToken: () => Promise.resolve(null) }, '11111111-2222-3333-4444-555555555555')
process.send({ startup: (performance.now() - from) / 1000 }, () => process.exit(0))
