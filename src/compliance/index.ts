// How the requirements of a framework stand: pure, from a report and a framework to an assessment and its words.
export { assess, rulesOf, type Question } from './assess.js'
export { statuses, type AcceptedRisk, type Assessment, type Blindness, type Failure, type Requirement, type RuleStanding, type Some, type Status } from './assessment.js'
export { extentOf, unreadWords, type Extent } from './extent.js'
export { caveats, checkedWords, frameworkWords, memory, notRun, reasonWords, remedyWords, standingWords, stateWords, statusMeanings, statusNames, titleWords, totalWords, verdictWords } from './words.js'
