// What is called over a network as a service of the bill: endpoints, agents, gateways, stores.
import type { Asset, Json } from '../../core/index.js'
import type { Census } from './census.js'
import { nameOf } from './component.js'
import { addressOf, listOf, textOf, valueOf } from './fact.js'
import { propertiesOf } from './properties.js'

const providers: Record<string, { name: string; url: string[] }> = {
  aws: { name: 'Amazon Web Services', url: ['https://aws.amazon.com'] },
  azure: { name: 'Microsoft Azure', url: ['https://azure.microsoft.com'] },
  gcp: { name: 'Google Cloud', url: ['https://cloud.google.com'] },
}

export function serviceOf(asset: Asset, ref: string, census: Census): object {
  const provider = Object.hasOwn(providers, asset.scope.provider) ? providers[asset.scope.provider] : undefined
  const endpoints = endpointsOf(asset)
  const authenticated = isAuthenticated(asset)
  const crosses = crossesBoundary(asset, census)
  const version = textOf(asset, 'version', 'engineVersion')
  const description = textOf(asset, 'description')
  return {
    'bom-ref': ref,
    ...(provider === undefined ? {} : { provider }),
    name: nameOf(asset),
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    ...(endpoints.length === 0 ? {} : { endpoints }),
    ...(authenticated === undefined ? {} : { authenticated }),
    ...(crosses === undefined ? {} : { 'x-trust-boundary': crosses }),
    properties: propertiesOf(asset, census),
  }
}

/** Properties that hold an address, whatever type declares them. */
const addresses = ['scoringUri', 'uri', 'url', 'endpoint']

function endpointsOf(asset: Asset): string[] {
  const texts = [...addresses.map((name) => textOf(asset, name)), ...(listOf(asset, 'urls') ?? []).map((item) => (typeof item === 'string' ? item : undefined))]
  return [...new Set(texts.flatMap((text) => addressOf(text) ?? []))]
}

/** Whether callers must say who they are, for the types whose setting says so; the words are the provider's. */
const authentication: Record<string, (asset: Asset) => boolean | undefined> = {
  'aws.agentcore.gateway': (asset) => among(valueOf(asset, 'authorizerType'), ['CUSTOM_JWT', 'AWS_IAM', 'AUTHENTICATE_ONLY'], ['NONE']),
  'aws.agentcore.registry': (asset) => among(valueOf(asset, 'authorizerType'), ['CUSTOM_JWT', 'AWS_IAM'], []),
  'aws.opensearch.domain': (asset) => (valueOf(asset, 'anonymousAuth') === true ? false : undefined),
  'azure.apim.api': (asset) => (valueOf(asset, 'keyless') === false ? true : undefined),
  'azure.ml.batch_endpoint': (asset) => among(valueOf(asset, 'authMode'), ['key', 'amltoken', 'aadtoken'], []),
  'azure.ml.online_endpoint': (asset) => among(valueOf(asset, 'authMode'), ['key', 'amltoken', 'aadtoken'], []),
  'azure.ml.serverless_endpoint': (asset) => among(valueOf(asset, 'authMode'), ['key', 'aad', 'keyandaad'], []),
  'azure.search.service': (asset) => among(valueOf(asset, 'authMode'), ['apikeyonly', 'aadorapikey'], []),
}

function isAuthenticated(asset: Asset): boolean | undefined {
  return Object.hasOwn(authentication, asset.type) ? authentication[asset.type]?.(asset) : undefined
}

function among(value: Json | undefined, yes: readonly string[], no: readonly string[]): boolean | undefined {
  if (typeof value !== 'string') return undefined
  return yes.includes(value) ? true : no.includes(value) ? false : undefined
}

/** Whether requests come in from outside; undefined where nothing says so. */
function crossesBoundary(asset: Asset, census: Census): boolean | undefined {
  if (census.targets(asset, 'exposed-to').length > 0) return true
  const network = valueOf(asset, 'network')
  if (typeof network !== 'object' || network === null || Array.isArray(network)) return undefined
  // With the public side off, only private endpoints of the owner's networks are left.
  return among(network['publicAccess'], ['enabled'], ['disabled'])
}
