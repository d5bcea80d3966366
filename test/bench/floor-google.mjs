// What the client library of Vertex AI costs before its first request: one client, its messages, and the others on top.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const from = performance.now()
const path = require.resolve('@google-cloud/aiplatform/build/src/v1/endpoint_service_client.js')
const gax = createRequire(path)('google-gax/fallback')
gax.protobuf.Root.fromJSON(createRequire(path)('../../protos/protos.json'))
require(path)
process.send({ startup: (performance.now() - from) / 1000 }, () => process.exit(0))
