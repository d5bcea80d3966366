// Links to a provider's console: only to the hosts that consoles have.
import { safeLink } from '../kit/markup.js'

/** The consoles of the providers, their sovereign clouds among them; a host below one of these is one, too. */
const hosts = [
  'console.aws.amazon.com', 'console.amazonaws.cn', 'console.amazonaws-us-gov.com', 'portal.azure.com', 'portal.azure.us', 'portal.azure.cn',
  'ml.azure.com', 'ai.azure.com', 'console.cloud.google.com', 'github.com', 'huggingface.co',
]

export function consoleLink(address: string): string | undefined {
  const link = safeLink(address)
  if (link === undefined) return undefined
  const host = new URL(link).hostname
  return hosts.some((known) => host === known || host.endsWith(`.${known}`)) ? link : undefined
}
