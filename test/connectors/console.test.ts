import { describe, expect, it } from 'vitest'
import aws from '../../src/connectors/aws/index.js'
import azure from '../../src/connectors/azure/index.js'
import { consolePage as azurePage } from '../../src/connectors/azure/console.js'
import gcp from '../../src/connectors/gcp/index.js'
import type { Connector } from '../../src/connectors/kit/connector.js'
import type { Asset, Json } from '../../src/core/index.js'
import { withConsole } from '../../src/triage/console.js'
import { findings, inventory } from '../reporters/sample.js'

function asset(provider: string, type: string, id: string, more: { name?: string; region?: string; account?: string; props?: Record<string, Json> } = {}): Asset {
  const { name = 'orchard', region, account = '111122223333', props = {} } = more
  return { id, type, kind: 'endpoint', name, scope: { provider, account, ...(region !== undefined && { region }) }, props, gaps: {} }
}

const us = 'us-east-1'
const sage = (noun: string, region = us, partition = 'aws'): string => `arn:${partition}:sagemaker:${region}:111122223333:${noun}`
const group = '/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/rg-orchard'
const mlw = `${group}/providers/microsoft.machinelearningservices/workspaces/mlw-orchard`
const vertex = '//aiplatform.googleapis.com/projects/111122223333/locations/us-central1'

describe('the AWS console', () => {
  const page = (type: string, id: string, more: Parameters<typeof asset>[3] = { region: us }): string | undefined => aws.console?.(asset('aws', type, id, more))

  it.each([
    ['aws.sagemaker.notebook_instance', sage('notebook-instance/orchard-lab'), 'https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/notebook-instances/orchard-lab'],
    ['aws.sagemaker.endpoint_config', sage('endpoint-config/orchard-chat-1'), 'https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/endpointConfig/orchard-chat-1'],
    ['aws.sagemaker.domain', sage('domain/d-example0care'), 'https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/studio/d-example0care'],
    ['aws.bedrock.agent', 'arn:aws:bedrock:us-east-1:111122223333:agent/SUPPORT001', 'https://us-east-1.console.aws.amazon.com/bedrock/home?region=us-east-1#/agents/SUPPORT001'],
    ['aws.lambda.function', 'arn:aws:lambda:us-east-1:111122223333:function:orchard-front', 'https://us-east-1.console.aws.amazon.com/lambda/home?region=us-east-1#/functions/orchard-front'],
    ['aws.ecr.repository', 'arn:aws:ecr:us-east-1:111122223333:repository/team/orchard', 'https://us-east-1.console.aws.amazon.com/ecr/repositories/private/111122223333/team/orchard?region=us-east-1'],
    ['aws.agentcore.runtime', 'arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/chat-1', 'https://us-east-1.console.aws.amazon.com/bedrock-agentcore/home?region=us-east-1'],
    ['aws.cloudtrail.trail', 'arn:aws:cloudtrail:us-east-1:111122223333:trail/orchard-audit', 'https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/trails/arn:aws:cloudtrail:us-east-1:111122223333:trail/orchard-audit'],
  ])('has %s', (type, id, expected) => {
    expect(page(type, id)).toBe(expected)
  })

  it('has buckets where they lie, and roles everywhere', () => {
    expect(page('aws.s3.bucket', 'arn:aws:s3:::orchard-corpus', { props: { region: 'eu-west-1' } })).toBe('https://eu-west-1.console.aws.amazon.com/s3/buckets/orchard-corpus?region=eu-west-1')
    expect(page('aws.s3.bucket', 'arn:aws:s3:::orchard-corpus', { props: { region: null } })).toBeUndefined()
    expect(page('aws.iam.role', 'arn:aws:iam::111122223333:role/team/orchard-runtime', {})).toBe('https://console.aws.amazon.com/iam/home#/roles/details/orchard-runtime')
    expect(page('aws.iam.policy', 'arn:aws:iam::aws:policy/AdministratorAccess', {})).toBe('https://console.aws.amazon.com/iam/home#/policies/details/arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FAdministratorAccess')
  })

  it('encodes names of log groups as it does itself', () => {
    expect(page('aws.logs.log_group', 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/orchard', { region: us, name: '/aws/orchard' })).toMatch(/#logsV2:log-groups\/log-group\/\$252Faws\$252Forchard$/)
  })

  it('is that of the partition', () => {
    expect(page('aws.sagemaker.model', sage('model/orchard', 'us-gov-west-1', 'aws-us-gov'), { region: 'us-gov-west-1' })).toBe('https://console.amazonaws-us-gov.com/sagemaker/home?region=us-gov-west-1#/models/orchard')
    expect(page('aws.sagemaker.model', sage('model/orchard', 'cn-north-1', 'aws-cn'), { region: 'cn-north-1' })).toBe('https://console.amazonaws.cn/sagemaker/home?region=cn-north-1#/models/orchard')
    expect(page('aws.sagemaker.model', sage('model/orchard', 'us-iso-east-1', 'aws-iso'), { region: 'us-iso-east-1' })).toBeUndefined()
  })
})

describe('the Azure portal', () => {
  const page = (type: string, id: string, props: Record<string, Json> = { location: 'westeurope' }, cloud = 'AzureCloud'): string | undefined => azurePage(asset('azure', type, id, { props }), cloud)
  const account = `${group}/providers/microsoft.cognitiveservices/accounts/orchard-openai`

  it('has a resource, and a part of one by the whole', () => {
    expect(page('azure.ai.account', account)).toBe(`https://portal.azure.com/#@/resource${account}`)
    expect(page('azure.ai.rai_policy', `${account}/raipolicies/support-lenient`, {})).toBe(`https://portal.azure.com/#@/resource${account}`)
    expect(page('azure.policy.exemption', `${account}/providers/microsoft.authorization/policyexemptions/demo`, {})).toBe(`https://portal.azure.com/#@/resource${account}`)
    expect(page('azure.ml.model', `${mlw}/models/prices/versions/4`, {})).toBe(`https://portal.azure.com/#@/resource${mlw}`)
  })

  it('has grants where access is controlled', () => {
    expect(page('azure.rbac.role_assignment', `${group}/providers/microsoft.authorization/roleassignments/0a`, {})).toBe(`https://portal.azure.com/#@/resource${group}/users`)
    expect(page('azure.rbac.principal', '/principals/1d', {})).toBeUndefined()
  })

  it('leaves jobs and endpoints to the studio', () => {
    expect(page('azure.ml.job', `${mlw}/jobs/retrain_7`, {})).toBe(`https://ml.azure.com/runs/retrain_7?wsid=${mlw}`)
    expect(page('azure.ml.online_endpoint', `${mlw}/onlineendpoints/prices`)).toBe(`https://ml.azure.com/endpoints/realtime/prices/detail?wsid=${mlw}`)
    expect(page('azure.ml.job', `${mlw}/jobs/retrain_7`, { location: 'usgovvirginia' })).toBe(`https://portal.azure.us/#@/resource${mlw}`)
  })

  it('is that of the cloud: of the location, else of the credentials', () => {
    expect(page('azure.ai.account', account, { location: 'usgovvirginia' })).toMatch(/^https:\/\/portal\.azure\.us\//)
    expect(page('azure.ai.account', account, { location: 'chinaeast2' })).toMatch(/^https:\/\/portal\.azure\.cn\//)
    expect(page('azure.ai.account', account, {}, 'AzureUSGovernment')).toMatch(/^https:\/\/portal\.azure\.us\//)
    expect(page('azure.ai.account', account, { location: 'westeurope' }, 'AzureUSGovernment')).toMatch(/^https:\/\/portal\.azure\.com\//)
    expect(azurePage(asset('azure', 'azure.ai.account', account), undefined)).toBeUndefined()
  })
})

describe('the Google Cloud console', () => {
  const page = (type: string, id: string): string | undefined => gcp.console?.(asset('gcp', type, id, { account: 'orchard-ml' }))

  it.each([
    ['gcp.vertex.endpoint', `${vertex}/endpoints/4201`, '/vertex-ai/locations/us-central1/endpoints/4201?project=orchard-ml'],
    ['gcp.vertex.custom_job', `${vertex}/customJobs/1001`, '/vertex-ai/locations/us-central1/training/1001?project=orchard-ml'],
    ['gcp.storage.bucket', '//storage.googleapis.com/orchard-agents', '/storage/browser/orchard-agents?project=orchard-ml'],
    ['gcp.kms.key', '//cloudkms.googleapis.com/projects/orchard-ml/locations/europe/keyRings/ml/cryptoKeys/search', '/security/kms/key/manage/europe/ml/search?project=orchard-ml'],
    ['gcp.notebook.instance', '//notebooks.googleapis.com/projects/111122223333/locations/us-central1-a/instances/orchard-lab', '/compute/instancesDetail/zones/us-central1-a/instances/orchard-lab?project=orchard-ml'],
    ['gcp.resourcemanager.organization', '//cloudresourcemanager.googleapis.com/organizations/900100200300', '/iam-admin/iam?organizationId=900100200300'],
  ])('has %s', (type, id, path) => {
    expect(page(type, id)).toBe(`https://console.cloud.google.com${path}`)
  })

  it('has no page for an id that lacks a part of it', () => {
    expect(page('gcp.kms.key', '//cloudkms.googleapis.com/projects/orchard-ml/search')).toBeUndefined()
    expect(page('gcp.vertex.endpoint', 'endpoints')).toBeUndefined()
  })
})

const hostile = ['"><script>alert(1)</script>', '\'); alert(1); (\'', '\u001b[2J\u202Egnp', '@evil.example/', '../../..//evil.example', '?x=1&project=evil#frag', 'a b\r\n\t', '\ud800', 'javascript:alert(1)', '`$(id)`', '%2e%2e%2f', '']
const hosts = /(?:^|\.)(?:console\.aws\.amazon\.com|portal\.azure\.com|ml\.azure\.com|console\.cloud\.google\.com)$/

/** Ids as the types have them, with a place for a name. */
const shapes: Readonly<Record<string, (name: string) => string[]>> = {
  aws: (name) => [`arn:aws:x:us-east-1:111122223333:noun/${name}`, `arn:aws:x:us-east-1:111122223333:noun:${name}`, `arn:aws:s3:::${name}`, `arn:aws:iam::111122223333:role/${name}`],
  azure: (name) => [`${group}/providers/microsoft.x/kinds/${name}`, `/subscriptions/${name}/resourcegroups/${name}/providers/x/y/z`, `${mlw}/jobs/${name}`, `${mlw}/onlineendpoints/${name}`],
  gcp: (name) => [`//x.googleapis.com/projects/${name}/locations/${name}/keyRings/${name}/cryptoKeys/${name}`, `${vertex}/endpoints/${name}`, `//storage.googleapis.com/${name}`],
}

describe.each<Connector>([aws, azure, gcp])('every page of $id', (connector) => {
  it('is an address on the right host, whatever things are called', async () => {
    const types = (await connector.collectors()).map(({ type }) => type)
    let met = 0
    for (const type of types) {
      for (const name of hostile) {
        for (const id of shapes[connector.id]?.(name) ?? []) {
          const link = connector.console?.(asset(connector.id, type, id, { name, region: us, account: name, props: { region: us, location: 'westeurope' } }))
          if (link === undefined) continue
          met++
          expect(new URL(link).hostname, link).toMatch(hosts)
          expect(new URL(link).protocol).toBe('https:')
          expect(link).toMatch(/^[\w\-.:/?#=&%@;$]+$/)
          expect(link.slice(0, 60), link).not.toContain('evil.example/..')
        }
      }
    }
    expect(types.length).toBeGreaterThan(40)
    expect(met).toBeGreaterThan(300)
  })

  it('is of a region that is one', () => {
    const odd = connector.console?.(asset(connector.id, 'aws.sagemaker.model', sage('model/x', 'evil.example#'), { region: 'evil.example#' }))
    expect(odd).toBeUndefined()
  })
})

it('is set on findings, and on no other', () => {
  const told = withConsole(findings, inventory, [aws, azure, gcp])
  const link = (rule: string): string | undefined => told.find((finding) => finding.rule === rule)?.console
  expect(told).toHaveLength(findings.length)
  expect(link('aws-sagemaker-notebook-root-access-enabled')).toBe('https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/notebook-instances/orchard-lab')
  expect(told.find(({ rule }) => rule === 'artifact-pickle-imports-os')).not.toHaveProperty('console')
})
