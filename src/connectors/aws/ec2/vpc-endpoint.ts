// Private ways to AI services and to S3, and what their policies let through.
import type { VpcEndpoint } from '@aws-sdk/client-ec2'
import { any, bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { ec2Arn } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso, placeOf, said } from '../names.js'
import { limitsOf } from './endpoint-policy.js'
import { tagName, vpcEndpoints } from './network.js'
import { toVpc } from './subnet.js'
import { serviceWord } from './vpc.js'

/** Services of models, agents and their stores. */
const aiService = /^(?:bedrock|sagemaker|s3vectors|aoss|qbusiness|q$|kendra|textract|rekognition|comprehend|transcribe|translate|polly|lex)/
const isS3 = (service: string): boolean => service === 's3' || service === 's3-global.accesspoint'

export default collector({
  type: 'aws.ec2.vpc_endpoint',
  kind: 'network',
  service: 'ec2',
  per: 'region',
  props: shape({
    vpcId: nullable(string),
    /** Without the region: `bedrock-runtime`, `sagemaker.api`, `s3`. */
    service: string,
    ai: bool,
    endpointType: nullable(oneOf('Interface', 'Gateway', 'GatewayLoadBalancer', 'Resource', 'ServiceNetwork')),
    state: nullable(string),
    privateDns: bool,
    createdAt: nullable(time),
    policy: nullable(any),
    /** By what its policy narrows every grant: `principal` (who asks), `resource` (whose things are asked for). Empty is the default policy, or as good as that. */
    limits: listOf(oneOf('principal', 'resource')),
  }),
  relates: { 'placed-in': ['aws.ec2.vpc'] },
  calls: {},
  reads: [vpcEndpoints],
  async list(ctx) {
    const all = await ctx.read(vpcEndpoints)
    if (!all.ok) return ctx.unlisted(all.gap)
    for (const endpoint of all.value) {
      const service = serviceWord(endpoint.ServiceName ?? '')
      if (!aiService.test(service) && !isS3(service)) continue
      const { VpcEndpointId: endpointId = '' } = endpoint
      ctx.emit({
        id: endpointId === '' ? '' : ec2Arn(placeOf(ctx), `vpc-endpoint/${endpointId}`),
        name: tagName(endpoint.Tags, endpointId),
        props: vpcEndpointProps(endpoint),
        edges: [toVpc(endpoint.VpcId, placeOf(ctx))],
      })
    }
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function vpcEndpointProps(endpoint: VpcEndpoint) {
  const service = serviceWord(endpoint.ServiceName ?? '')
  const policy = policyDocument(endpoint.PolicyDocument)
  return {
    vpcId: said(endpoint.VpcId),
    service,
    ai: aiService.test(service),
    endpointType: endpoint.VpcEndpointType ?? null,
    // EC2 writes the word in lower case, its own list of words does not.
    state: said(endpoint.State)?.toLowerCase() ?? null,
    privateDns: endpoint.PrivateDnsEnabled === true,
    createdAt: iso(endpoint.CreationTimestamp),
    policy,
    limits: limitsOf(policy),
  }
}
