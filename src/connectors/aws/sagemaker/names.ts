// Ids of what SageMaker names.
import type { Place } from '../names.js'

/** `arn:aws:sagemaker:us-east-1:111122223333:model/orchard-chat` */
export function arnOf(place: Place, resource: string, name: string): string {
  return `arn:${place.partition}:sagemaker:${place.region}:${place.account}:${resource}/${name}`
}
