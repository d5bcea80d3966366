// What a call costs at least, on this machine, now: plain HTTP with an own signature, and the bare SDK.
import { createHash, createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'

const calls = 1500
const inFlight = 32

async function measured(body) {
  let left = calls
  const worker = async () => { while (left-- > 0) await body() }
  await Promise.all(Array.from({ length: inFlight }, worker))
  left = calls
  const before = process.cpuUsage()
  await Promise.all(Array.from({ length: inFlight }, worker))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / calls
}

function plain(env) {
  const url = new URL(env.AWS_ENDPOINT_URL)
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  const body = JSON.stringify({ NotebookInstanceName: 'orchard-lab-0' })
  const hmac = (key, text) => createHmac('sha256', key).update(text).digest()
  return () => new Promise((resolve, reject) => {
    const date = '20260601T000000Z'
    const scope = `20260601/us-east-1/sagemaker/aws4_request`
    const canonical = ['POST', '/', '', `host:${url.host}`, `x-amz-date:${date}`, 'x-amz-target:SageMaker.DescribeNotebookInstance', '', 'host;x-amz-date;x-amz-target', createHash('sha256').update(body).digest('hex')].join('\n')
    const key = ['us-east-1', 'sagemaker', 'aws4_request'].reduce(hmac, hmac(`AWS4${env.AWS_SECRET_ACCESS_KEY}`, '20260601'))
    const signature = createHmac('sha256', key).update(['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')).digest('hex')
    const req = request({ host: url.hostname, port: url.port, agent, method: 'POST', path: '/', headers: {
      'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'SageMaker.DescribeNotebookInstance', 'x-amz-date': date, 'content-length': body.length,
      authorization: `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=${signature}`,
    } }, (res) => {
      const chunks = []
      res.on('data', (chunk) => chunks.push(chunk))
      res.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))))
    })
    req.on('error', reject)
    req.end(body)
  })
}

process.on('message', async (env) => {
  const bare = await measured(plain(env))
  const started = performance.now()
  const [{ SageMakerClient, DescribeNotebookInstanceCommand }, { S3Client, GetBucketAclCommand }] = await Promise.all(['sagemaker', 's3', 's3-control', 'iam', 'sts', 'ecr', 'organizations'].map((name) => import(`@aws-sdk/client-${name}`)))
  const startup = (performance.now() - started) / 1000
  const { NodeHttpHandler } = await import('@smithy/node-http-handler')
  const settings = {
    region: 'us-east-1', endpoint: env.AWS_ENDPOINT_URL, maxAttempts: 1, forcePathStyle: true, credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
    requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: true, maxSockets: inFlight }) }),
  }
  const client = new SageMakerClient(settings)
  const sdk = await measured(() => client.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName: 'orchard-lab-0' })))
  const s3 = new S3Client(settings)
  const sdkS3 = await measured(() => s3.send(new GetBucketAclCommand({ Bucket: 'orchard-data-111122223333-0' })))
  process.send({ bare, sdk, sdkS3, startup }, () => process.exit(0))
})
