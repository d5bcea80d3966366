// Which operators of an ONNX model are not defined by ONNX, by the runtimes everyone uses, or by the model itself.
import { Signs } from '../sign.js'
import type { Model } from './model.js'

/** https://github.com/microsoft/onnxruntime/blob/main/include/onnxruntime/core/graph/constants.h */
const domains: ReadonlySet<string> = new Set([
  '', 'ai.onnx', 'ai.onnx.ml', 'ai.onnx.training', 'ai.onnx.preview', 'ai.onnx.preview.training', 'com.microsoft', 'com.microsoft.nchwc',
  'com.microsoft.experimental', 'com.microsoft.dml', 'com.microsoft.extensions', 'com.microsoft.mlfeaturizers', 'com.ms.internal.nhwc', 'ai.onnx.contrib',
])

/** Operators that call Python or a library by name, in whatever domain. */
const callers: ReadonlySet<string> = new Set(['PyOp', 'PythonOp', 'PythonOpGrad', 'PyCustomOp', 'ATen', 'ATenOp'])

/** Operators of onnxruntime-extensions that send what they get to a web service. https://github.com/microsoft/onnxruntime-extensions */
const sender = /^(?:OpenAI|Azure)[A-Z]/

export function customOperators({ used, functions }: Model): Signs {
  const signs = new Signs()
  for (const [key, { domain, name, count, offset }] of used) {
    if (functions.has(key)) continue
    const title = domain === '' ? name : `${domain}.${name}`
    const times = count === 1 ? 'once' : `${count} times`
    if (callers.has(name)) signs.add(title, { offset, detail: `calls code by its name, ${times}` })
    else if (domain === 'com.microsoft.extensions' && sender.test(name)) {
      signs.add(title, { offset, detail: `sends its inputs to a web service, ${times}` })
    } else if (!domains.has(domain)) signs.add(title, { offset, detail: `needs a library of its domain, ${times}` })
  }
  return signs
}
