// Colab Enterprise templates: what the machines made from them may reach, run as, and run at start.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { shape } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { parentOf, placeOf } from '../names.js'
import { identified } from '../vertex/parts.js'
import { machineEdges, machineFields, machineProps } from './colab.js'
import { scriptEdges, startScript, startScripts, type StartScript } from './start-scripts.js'

type Template = aiplatform_v1.Schema$GoogleCloudAiplatformV1NotebookRuntimeTemplate

export default collector({
  type: 'gcp.notebook.colab_template',
  kind: 'notebook',
  service: 'aiplatform',
  per: 'region',
  props: shape({ ...machineFields, startScripts }),
  relates: {
    'runs-as': ['gcp.iam.service_account'], 'encrypted-by': ['gcp.kms.key'], 'built-by': ['gcp.storage.bucket'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<aiplatform_v1.Schema$GoogleCloudAiplatformV1ListNotebookRuntimeTemplatesResponse, Template>('aiplatform:projects.locations.notebookRuntimeTemplates.list', {
      client: 'notebook', method: 'listNotebookRuntimeTemplates', items: (page) => page.notebookRuntimeTemplates, seenAs: 'aiplatform.googleapis.com/NotebookRuntimeTemplate',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (template) => {
      const scripts = scriptsOf(template)
      ctx.emit({
        ...identified(template, place),
        props: { ...machineProps(template, place), startScripts: scripts },
        edges: [...machineEdges(template, place), ...scriptEdges(scripts, 'softwareConfig.postStartupScriptConfig')],
      })
    })
  },
})

export function scriptsOf({ softwareConfig }: Template): StartScript[] {
  const config = softwareConfig?.postStartupScriptConfig
  return [startScript('postStartupScript', config?.postStartupScript), startScript('postStartupScriptUrl', config?.postStartupScriptUrl)].filter((script) => script !== null)
}
