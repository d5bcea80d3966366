// Container tasks of the made-up account: one family each, of an image that serves models.
import { listed, made, type ServiceAnswers } from '../serve.js'

const tasks = made('ecs.tasks', (i, place) => ({
  family: `orchard-server-${i}`, revision: 3, status: 'ACTIVE', taskDefinitionArn: place.arn('ecs', `task-definition/orchard-server-${i}:3`), taskRoleArn: place.role(i), registeredAt: '2026-03-01T00:00:00Z',
  containerDefinitions: [{ name: 'server', image: 'ollama/ollama:0.6.0', environment: [{ name: 'STAGE', value: 'live' }] }],
}))

export default {
  'ecs.ListTaskDefinitionFamilies': listed(tasks, { rows: 'families', as: (row) => row['family'] }),
  'ecs.DescribeTaskDefinition': (account, { region, input }) => {
    const found = tasks(account, region).find((row) => row['family'] === input['taskDefinition'])
    return found === undefined ? { error: 'ClientException', message: 'Unable to describe task definition.' } : { json: { taskDefinition: found, tags: [] } }
  },
} satisfies ServiceAnswers
