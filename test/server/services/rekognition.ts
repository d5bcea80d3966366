// Rekognition of the made-up account: projects with a version each, and a watched camera.
import { described, listed, made, type ServiceAnswers } from '../serve.js'

const projects = made('rekognition.projects', (i, place) => ({
  ProjectArn: place.arn('rekognition', `project/orchard-fruit-${i}/17170000000${i}`), CreationTimestamp: place.ago(i + 1), Status: 'CREATED', Feature: 'CUSTOM_LABELS',
}))
const versions = made('rekognition.versions', (i, place) => ({
  ProjectVersionArn: place.arn('rekognition', `project/orchard-fruit-${i}/version/v1/17170000001${i}`), CreationTimestamp: place.ago(i + 1), Status: 'TRAINING_COMPLETED', Feature: 'CUSTOM_LABELS', OutputConfig: { S3Bucket: place.bucket(i) },
}))
const processors = made('rekognition.processors', (i, place) => ({
  Name: `orchard-gate-${i}`, StreamProcessorArn: place.arn('rekognition', `streamprocessor/orchard-gate-${i}`), Status: 'RUNNING', CreationTimestamp: place.ago(i + 1), RoleArn: place.role(i), Settings: { ConnectedHome: { Labels: ['PERSON'] } },
}))
const projectOf = (arn: unknown): string => String(arn).split('/')[1] ?? ''

export default {
  'rekognition.DescribeProjects': listed(projects, { rows: 'ProjectDescriptions', token: 'NextToken', size: 'MaxResults' }),
  'rekognition.ListProjectPolicies': (account, { region, input }) => ({ json: { ProjectPolicies: [{
    ProjectArn: input['ProjectArn'], PolicyName: 'share', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: account.account }, Action: 'rekognition:CopyProjectVersion', Resource: `arn:aws:rekognition:${region}:${account.account}:project/*` }] }),
  }] } }),
  'rekognition.DescribeProjectVersions': listed(versions, { rows: 'ProjectVersionDescriptions', token: 'NextToken', size: 'MaxResults', where: (row, { ProjectArn }) => projectOf(row['ProjectVersionArn']) === projectOf(ProjectArn) }),
  'rekognition.ListStreamProcessors': listed(processors, { rows: 'StreamProcessors', token: 'NextToken', size: 'MaxResults', max: 1000, fields: ['Name', 'Status'] }),
  'rekognition.DescribeStreamProcessor': described(processors, { by: { Name: 'Name' } }),
} satisfies ServiceAnswers
