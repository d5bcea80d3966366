// Where datasets lie and what they are called: not every table or text in a repository is one.

const folders = new Set([
  'data', 'dataset', 'datasets', 'corpus', 'corpora', 'train', 'training', 'testset', 'testingset', 'val', 'valid', 'validation', 'dev', 'eval', 'evals', 'evaluation', 'evaluations',
  'finetune', 'finetuning', 'fine-tune', 'fine-tuning', 'sft', 'rlhf', 'dpo', 'instruct', 'instructs', 'instructions', 'shards', 'splits', 'annotations', 'labels', 'embeddings',
  'knowledge', 'knowledge-base', 'knowledge_base', 'rag', 'documents',
])
const fixtures = /^(?:tests|__tests__|spec|fixtures?|testdata|test[_-]data|testing)$/
const names = /(?:^|[._-])(?:data|datasets?|corpus|train(?:ing)?|test|val(?:id|idation)?|dev|eval|sft|rlhf|dpo|instruct(?:ions?)?|prompts?|preferences|labels|samples|finetun(?:e|ing))(?:[._-]|\d|$)/

/** Does a folder on the way, or the name itself, say that this is data to train on, to test with or to retrieve from? */
export function isDatasetPlace(path: string): boolean {
  const parts = path.toLowerCase().split(/[\\/]/)
  const name = parts.pop() ?? ''
  // What tests of a program read is no data of a model.
  if (parts.some((part) => fixtures.test(part))) return false
  return parts.some((part) => folders.has(part)) || names.test(name.replace(/\.[a-z0-9]{1,8}(?:\.gz)?$/, ''))
}
