// Tags of the made-up account's buckets: every second bucket has one.
import type { ServiceAnswers } from '../serve.js'

export default {
  's3.GetBucketTagging': (account, { input }) => {
    const at = account.buckets.findIndex((bucket) => bucket.name === String(input['Bucket']).slice(0, 63).split('.', 1)[0])
    if (at === -1) return { error: 'NoSuchBucket', status: 404 }
    if (at % 2 === 1) return { error: 'NoSuchTagSet', status: 404 }
    return { raw: '<?xml version="1.0" encoding="UTF-8"?>\n<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet><Tag><Key>team</Key><Value>orchard</Value></Tag></TagSet></Tagging>' }
  },
} satisfies ServiceAnswers
