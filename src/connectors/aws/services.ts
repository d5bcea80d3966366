// The AWS services a scan reads: what the SDK, the signature and IAM call each of them.
import { createRequire } from 'node:module'

interface Names {
  /** As it stands in the signature of a request. */
  signing: string
  /** As it stands before the colon of an IAM action. */
  iam: string
  /** One endpoint for all regions. */
  global: boolean
}

/** Where a name differs from the word of the SDK's package `@aws-sdk/client-<word>`. */
const named: Record<string, Partial<Names>> = {
  'accessanalyzer': { signing: 'access-analyzer', iam: 'access-analyzer' },
  'api-gateway': { signing: 'apigateway', iam: 'apigateway' },
  'apigatewayv2': { signing: 'apigateway', iam: 'apigateway' },
  'application-auto-scaling': { signing: 'application-autoscaling', iam: 'application-autoscaling' },
  'bedrock-agent': { signing: 'bedrock', iam: 'bedrock' },
  'bedrock-agentcore-control': { signing: 'bedrock-agentcore', iam: 'bedrock-agentcore' },
  'bedrock-data-automation': { signing: 'bedrock', iam: 'bedrock' },
  'cloudwatch': { signing: 'monitoring' },
  'cloudwatch-logs': { signing: 'logs', iam: 'logs' },
  'config-service': { signing: 'config', iam: 'config' },
  'iam': { global: true },
  'lex-models-v2': { signing: 'lex', iam: 'lex' },
  'opensearch': { signing: 'es', iam: 'es' },
  'opensearchserverless': { signing: 'aoss', iam: 'aoss' },
  'organizations': { global: true },
  's3-control': { signing: 's3', iam: 's3' },
  'secrets-manager': { signing: 'secretsmanager', iam: 'secretsmanager' },
}

/** Names of the service whose SDK package is `@aws-sdk/client-<word>`. */
export function namesOf(word: string): Names {
  return { signing: word, iam: word, global: false, ...named[word] }
}

/** Signing names that name a package of their own, too. */
const alsoPackages: ReadonlySet<string> = new Set(['bedrock', 's3'])

/** Words of the services that sign with a name; more than one may share it. */
export function wordsSigning(name: string): string[] {
  const sharing = Object.keys(named).filter((word) => namesOf(word).signing === name && word !== name)
  return sharing.length === 0 || alsoPackages.has(name) ? [name, ...sharing] : sharing
}

const require = createRequire(import.meta.url)

/**
 * The SDK client of a service, loaded when first needed; required, since importing what is CommonJS makes Node parse each
 * package twice more. EC2's one question about regions is asked without it: it takes 37 MB and half a second to load.
 */
export async function loadClient(word: string, operation: string): Promise<object> {
  if (word === 'ec2' && operation === 'DescribeRegions') return import('./ec2.js')
  const module: unknown = require(`@aws-sdk/client-${word}`)
  if (typeof module !== 'object' || module === null) throw new Error(`@aws-sdk/client-${word} is no module`)
  return module
}
