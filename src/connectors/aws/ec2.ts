// The one question asked of EC2, without its SDK client: loading that takes 37 MB and half a second for a list of names.
import { createHash, createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { SignatureV4 } from '@smithy/signature-v4'
import { NotAnAnswer } from './answer-body.js'
import type { SdkHandler, SdkRequest } from './http.js'

export interface DescribeRegionsInput {
  AllRegions?: boolean
}
export interface Region {
  RegionName?: string
  OptInStatus?: string
}
export interface DescribeRegionsOutput {
  Regions: Region[]
}

const apiVersion = '2016-11-15'

/** Named and shaped like the SDK's command, so that calls are made alike. */
export class DescribeRegionsCommand {
  constructor(readonly input: DescribeRegionsInput) {}
}

type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }

export interface Ec2Settings {
  region: string
  credentials: Keys | (() => Promise<Keys>)
  requestHandler: SdkHandler
  endpoint?: string
}

export class EC2Client {
  constructor(private readonly settings: Ec2Settings) {}

  /** Rejects with errors of the SDK's shape: the code as `name`, `$metadata`, `$response`. */
  async send(command: DescribeRegionsCommand, options: { abortSignal: AbortSignal }): Promise<DescribeRegionsOutput> {
    const { region, credentials, requestHandler } = this.settings
    const url = new URL(this.settings.endpoint ?? `https://ec2.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`)
    const body = new URLSearchParams({ Action: 'DescribeRegions', Version: apiVersion, ...(command.input.AllRegions !== undefined && { AllRegions: String(command.input.AllRegions) }) }).toString()
    const request: SdkRequest = {
      method: 'POST', protocol: url.protocol, hostname: url.hostname, path: '/', query: {}, body,
      headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) },
      ...(url.port !== '' && { port: Number(url.port) }),
    }
    const signer = new SignatureV4({ service: 'ec2', region, credentials, sha256: Sha256 })
    // The signer copies the request and adds headers; it knows nothing of the rest of its shape.
    const signed = await signer.sign({ ...request, query: {}, fragment: undefined, username: undefined, password: undefined }) as unknown as SdkRequest
    const { response } = await requestHandler.handle(signed, options)
    const text = (response.body instanceof Readable ? await buffer(response.body) : Buffer.from(response.body instanceof Uint8Array ? response.body : '')).toString('utf8')
    if (response.statusCode >= 300) throw new Ec2Error(text, response)
    if (!/<DescribeRegionsResponse[\s>]/.test(text)) throw new NotAnAnswer('the answer is not a DescribeRegionsResponse')
    return { Regions: [...text.matchAll(/<item>([\s\S]*?)<\/item>/g)].map(([, item = '']) => regionOf(item)) }
  }

  destroy(): void {
    // The handler is shared, and closed by its owner.
  }
}

function regionOf(item: string): Region {
  const name = element(item, 'regionName')
  const status = element(item, 'optInStatus')
  return { ...(name !== undefined && { RegionName: name }), ...(status !== undefined && { OptInStatus: status }) }
}

/** Region names and error texts hold no markup of their own. */
function element(xml: string, tag: string): string | undefined {
  return new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1]
}

class Ec2Error extends Error {
  readonly $metadata: { httpStatusCode: number }
  constructor(text: string, readonly $response: { statusCode: number; headers: Record<string, string> }) {
    super(element(text, 'Message') ?? `HTTP ${$response.statusCode}`)
    this.name = element(text, 'Code') ?? 'UnknownError'
    this.$metadata = { httpStatusCode: $response.statusCode }
  }
}

/** What the signer wants of a hash. */
class Sha256 {
  private readonly hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret))
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytes(data))
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest())
  }
  reset(): void {
    throw new Error('a hash is used once')
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data, 'utf8')
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data)
}
