// Trails of the made-up account: one of all regions, which records management events and the reads of buckets.
import { listed, made, type ServiceAnswers } from '../serve.js'

const trails = made('cloudtrail.trails', (i, place) => ({
  Name: `orchard-trail-${i}`, TrailARN: place.arn('cloudtrail', `trail/orchard-trail-${i}`), HomeRegion: place.region, S3BucketName: 'orchard-audit', IncludeGlobalServiceEvents: true,
  IsMultiRegionTrail: i === 0, LogFileValidationEnabled: true, HasCustomEventSelectors: true, HasInsightSelectors: false, IsOrganizationTrail: false,
}))

export default {
  'cloudtrail.ListTrails': listed(trails, { rows: 'Trails', token: 'NextToken', fields: ['Name', 'TrailARN', 'HomeRegion'] }),
  'cloudtrail.DescribeTrails': (account, { region }) => ({ json: { trailList: trails(account, region) } }),
  'cloudtrail.GetTrailStatus': () => ({ json: { IsLogging: true } }),
  'cloudtrail.GetEventSelectors': (_account, { input }) => ({ json: { TrailARN: input['TrailName'], AdvancedEventSelectors: [
    { Name: 'management', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
    { Name: 'objects', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }, { Field: 'resources.type', Equals: ['AWS::S3::Object'] }] },
  ] } }),
  'cloudtrail.LookupEvents': () => ({ json: { Events: [] } }),
} satisfies ServiceAnswers
