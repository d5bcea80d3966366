// The structure of an XGBoost model, checked while it passes by: counts agree, and no node points outside its tree.
// https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html, doc/model.schema in its sources
import { Signs } from '../sign.js'
import { commandIn } from './commands.js'
import type { Events } from './events.js'

/** Arrays with one entry a node; the others have one a category, or one a leaf and target. */
const perNode: ReadonlySet<string> = new Set([
  'left_children', 'right_children', 'parents', 'split_indices', 'split_conditions', 'split_type', 'default_left', 'loss_changes', 'sum_hessian', 'base_weights',
])
/** The parent of a root. */
const none = 2 ** 31 - 1

export class XgboostModel implements Events {
  readonly implausible = new Signs()
  version: number[] = []
  objective: string | null = null
  booster: string | null = null
  features: number | null = null
  classes: number | null = null
  trees = 0
  featureNames = 0

  private readonly frames: Frame[] = []
  private pending = ''
  private declaredTrees: number | null = null
  private treeInfo = 0
  private highestFeature = -1
  private tree = newTree()
  private readonly seen = new Set<string>()

  object(): void {
    this.enter(false)
    if (this.isTree()) this.tree = newTree()
  }

  array(): void {
    this.enter(true)
  }

  end(): void {
    if (this.isTree()) this.endTree()
    const closed = this.frames.pop()
    if (closed?.array !== true) return
    if (this.isTree()) this.tree.lengths.set(closed.name, closed.count)
    else if (closed.name === 'tree_info') this.treeInfo = closed.count
    else if (closed.name === 'feature_names') this.featureNames = closed.count
  }

  key(name: string): void {
    this.pending = name
    if (this.frames.length <= 2) this.seen.add(this.place(name))
    if (this.isAttribute()) this.words(name, 'name of an attribute')
  }

  value(value: string | number | boolean | null): void {
    const top = this.frames.at(-1)
    if (top?.array === true) {
      this.item(top, value)
      top.count += 1
    } else this.scalar(this.pending, value)
  }

  /** What only the end can tell. */
  finish(): void {
    for (const wanted of ['learner', 'learner.gradient_booster', 'learner.objective', 'learner.learner_model_param', 'version']) {
      if (!this.seen.has(wanted)) this.implausible.add(`has no ${wanted}`)
    }
    if (this.declaredTrees !== null && this.declaredTrees !== this.trees) this.implausible.add('number of trees', { detail: `${this.declaredTrees} declared, ${this.trees} there` })
    if (this.trees > 0 && this.treeInfo !== this.trees) this.implausible.add('tree_info', { detail: `${this.treeInfo} entries for ${this.trees} trees` })
    const features = this.features ?? 0
    if (features > 0 && this.highestFeature >= features) this.implausible.add('split_indices', { detail: `feature ${this.highestFeature} of ${features}` })
    if (this.featureNames > 0 && features > 0 && this.featureNames !== features) this.implausible.add('feature_names', { detail: `${this.featureNames} names for ${features} features` })
  }

  private enter(array: boolean): void {
    const top = this.frames.at(-1)
    if (top?.array === true) top.count += 1
    if (top === undefined && array) this.implausible.add('is a list, not a model')
    this.frames.push({ array, name: top?.array === true ? '' : this.pending, count: 0 })
  }

  private item({ name, count: index }: Frame, value: string | number | boolean | null): void {
    if (typeof value === 'string') return this.words(value, name)
    if (typeof value !== 'number') return
    if (name === 'version' && this.frames.length === 2 && this.version.length < 3) this.version.push(value)
    const { tree } = this
    if (name === 'left_children' || name === 'right_children') {
      tree.highestChild = Math.max(tree.highestChild, value)
      tree.lowestChild = Math.min(tree.lowestChild, value)
      if (value === index) tree.loops = true
    } else if (name === 'split_indices') tree.highestFeature = Math.max(tree.highestFeature, value)
    else if (name === 'parents' && value !== none) tree.highestParent = Math.max(tree.highestParent, value)
  }

  private scalar(name: string, value: string | number | boolean | null): void {
    const text = String(value)
    if (typeof value === 'string' && this.isAttribute()) this.words(value, `attribute ${name}`)
    switch (this.place(name)) {
      case 'learner.objective.name': this.objective = text.slice(0, 100); break
      case 'learner.gradient_booster.name': this.booster = text.slice(0, 100); break
      case 'learner.learner_model_param.num_feature': this.features = count(text); break
      case 'learner.learner_model_param.num_class': this.classes = count(text); break
      default:
        if (name === 'num_trees') this.declaredTrees = count(text)
        else if (name === 'num_nodes') this.tree.nodes = count(text)
    }
  }

  /** An object that is an item of `trees`. */
  private isTree(): boolean {
    const above = this.frames.at(-2)
    return this.frames.at(-1)?.array === false && above?.array === true && above.name === 'trees'
  }

  private endTree(): void {
    const { nodes, lengths, highestChild, lowestChild, highestParent, highestFeature, loops } = this.tree
    const member = `tree ${this.trees}`
    this.trees += 1
    this.highestFeature = Math.max(this.highestFeature, highestFeature)
    if (nodes === null) return this.implausible.add('has no num_nodes', { member })
    for (const [name, length] of lengths) if (perNode.has(name) && length !== nodes) this.implausible.add(name, { member, detail: `${length} entries for ${nodes} nodes` })
    const highest = Math.max(highestChild, highestParent)
    if (highest >= nodes || lowestChild < -1) this.implausible.add('node outside its tree', { member, detail: `${lowestChild < -1 ? lowestChild : highest} of ${nodes} nodes` })
    if (loops) this.implausible.add('node that is its own child', { member })
  }

  private words(text: string, where: string): void {
    const reads = commandIn(text)
    if (reads !== null) this.implausible.add(`reads like ${reads}`, { member: where, detail: text.slice(0, 120) })
  }

  private isAttribute(): boolean {
    return this.frames.length === 3 && this.frames[2]?.name === 'attributes'
  }

  /** `learner.objective.name` */
  private place(name: string): string {
    return [...this.frames.slice(1).map((frame) => frame.name), name].join('.')
  }
}

interface Frame {
  array: boolean
  /** The key that it stands under; empty for items of arrays. */
  name: string
  /** Items of an array so far. */
  count: number
}

interface Tree {
  nodes: number | null
  lengths: Map<string, number>
  highestChild: number
  lowestChild: number
  highestParent: number
  highestFeature: number
  loops: boolean
}

function newTree(): Tree {
  return { nodes: null, lengths: new Map(), highestChild: -1, lowestChild: -1, highestParent: -1, highestFeature: -1, loops: false }
}

function count(text: string): number | null {
  const number = Number(text)
  return Number.isSafeInteger(number) && number >= 0 ? number : null
}
