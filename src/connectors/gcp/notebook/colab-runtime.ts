// Colab Enterprise runtimes: the machines behind people's notebooks.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { nullable, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { iso, parentOf, placeOf, said, type Place } from '../names.js'
import { identified, vertexName } from '../vertex/parts.js'
import { machineEdges, machineFields, machineProps } from './colab.js'

type Runtime = aiplatform_v1.Schema$GoogleCloudAiplatformV1NotebookRuntime

export default collector({
  type: 'gcp.notebook.colab_runtime',
  kind: 'notebook',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...machineFields,
    /** `RUNNING`, `STOPPED`, `BEING_STARTED` ... */
    state: nullable(string),
    user: nullable(string),
    template: nullable(string),
    expiresAt: nullable(time),
    version: nullable(string),
  }),
  relates: {
    'runs-as': ['gcp.iam.service_account'], 'encrypted-by': ['gcp.kms.key'], 'configured-by': ['gcp.notebook.colab_template'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListNotebookRuntimesResponse, Runtime>('aiplatform:projects.locations.notebookRuntimes.list', {
      client: 'notebook', method: 'listNotebookRuntimes', items: (page) => page.notebookRuntimes, seenAs: 'aiplatform.googleapis.com/NotebookRuntime',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (runtime) => ctx.emit({
      ...identified(runtime, place),
      props: {
        ...machineProps(runtime, place),
        state: said(runtime.runtimeState), user: said(runtime.runtimeUser), template: said(runtime.notebookRuntimeTemplateRef?.notebookRuntimeTemplate),
        expiresAt: iso(runtime.expirationTime), version: said(runtime.version),
      },
      edges: [...machineEdges(runtime, place), madeFrom(runtime, place)],
    }))
  },
})

function madeFrom({ notebookRuntimeTemplateRef: ref }: Runtime, place: Place): Edge | null {
  const template = vertexName(ref?.notebookRuntimeTemplate, place)
  return template === null ? null : { type: 'configured-by', target: 'gcp.notebook.colab_template', to: template, via: 'notebookRuntimeTemplateRef' }
}
