// What says that a cloud is used from here: variables and files of its own tools. Nothing is asked over the network.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

interface Trace {
  provider: string
  variables: readonly string[]
  /** Below the home folder, unless the variable names another place. */
  files: readonly { path: string; variable?: string; within?: string }[]
}

const traces: readonly Trace[] = [
  {
    provider: 'aws',
    variables: ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    files: [{ path: '.aws/credentials', variable: 'AWS_SHARED_CREDENTIALS_FILE' }, { path: '.aws/config', variable: 'AWS_CONFIG_FILE' }],
  },
  {
    provider: 'azure',
    variables: ['AZURE_ACCESS_TOKEN', 'AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE', 'IDENTITY_ENDPOINT', 'MSI_ENDPOINT'],
    files: [{ path: '.azure', variable: 'AZURE_CONFIG_DIR', within: 'azureProfile.json' }],
  },
  {
    provider: 'gcp',
    variables: ['GOOGLE_APPLICATION_CREDENTIALS', 'GOOGLE_OAUTH_ACCESS_TOKEN', 'GCE_METADATA_HOST'],
    files: [{ path: '.config/gcloud', variable: 'CLOUDSDK_CONFIG', within: 'application_default_credentials.json' }],
  },
]

/** Providers with something to show for it, and what that is. */
export function tracesIn(env: NodeJS.ProcessEnv): { provider: string; by: string }[] {
  const set = (name: string): boolean => (env[name] ?? '') !== ''
  return traces.flatMap(({ provider, variables, files }) => {
    const variable = variables.find(set)
    if (variable !== undefined) return [{ provider, by: variable }]
    const file = files.find((one) => existsSync(placeOf(one, env)))
    return file === undefined ? [] : [{ provider, by: file.variable !== undefined && set(file.variable) ? file.variable : `~/${file.path}` }]
  })
}

function placeOf({ path, variable, within = '' }: Trace['files'][number], env: NodeJS.ProcessEnv): string {
  const named = variable === undefined ? '' : env[variable] ?? ''
  return join(named === '' ? join(env['HOME'] ?? homedir(), path) : named, within)
}
