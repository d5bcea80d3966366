// Lifecycle configurations of notebook instances: scripts that run as root whenever a notebook is created or started.
import type {
  DescribeNotebookInstanceLifecycleConfigCommandInput, DescribeNotebookInstanceLifecycleConfigCommandOutput, NotebookInstanceLifecycleHook,
} from '@aws-sdk/client-sagemaker'
import { listOf, number, shape, string } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { secretHits, secretsAt } from '../../../artifacts/text/secrets.js'
import { read } from '../calls.js'
import { nameOf, spellings } from '../names.js'
import { remoteScripts } from './remote-scripts.js'

export default collector({
  type: 'aws.sagemaker.notebook_lifecycle_config',
  kind: 'workload',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    secrets: secretHits,
    /** What runs code that somebody else can change, by script and line. */
    remoteScripts: listOf(shape({ at: string, what: string })),
    /** Lines of all scripts together. */
    lines: number,
  }),
  relates: {},
  calls: {
    describe: read<DescribeNotebookInstanceLifecycleConfigCommandInput, DescribeNotebookInstanceLifecycleConfigCommandOutput>(
      'sagemaker:DescribeNotebookInstanceLifecycleConfig',
    ),
  },
  async resolve(ref, { call, emit }) {
    const name = nameOf(ref.id)
    const detail = await call.describe({ NotebookInstanceLifecycleConfigName: name })
    const id = detail.ok ? detail.value.NotebookInstanceLifecycleConfigArn ?? ref.id : ref.id
    emit({ id, name, props: known(detail, lifecycleConfigProps), aliases: spellings(id) })
  },
})

type LifecycleConfig = Pick<DescribeNotebookInstanceLifecycleConfigCommandOutput, 'OnCreate' | 'OnStart'>

interface Script {
  /** `OnStart[0]` */
  at: string
  text: string
}

/** The scripts are examined and dropped. */
// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function lifecycleConfigProps(config: LifecycleConfig) {
  const scripts = [...decoded('OnCreate', config.OnCreate), ...decoded('OnStart', config.OnStart)]
  return {
    secrets: scripts.flatMap(({ at, text }) => secretsAt(at, text)),
    remoteScripts: scripts.flatMap(({ at, text }) => remoteScripts(text).map((found) => ({ ...found, at: `${at} ${found.at}` }))),
    lines: scripts.reduce((sum, { text }) => sum + text.split('\n').length, 0),
  }
}

function decoded(hook: string, scripts: readonly NotebookInstanceLifecycleHook[] | undefined): Script[] {
  return (scripts ?? []).map(({ Content }, i) => ({ at: `${hook}[${i}]`, text: Buffer.from(Content ?? '', 'base64').toString('utf8') }))
}
