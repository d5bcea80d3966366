#!/usr/bin/env python3
"""Makes real ONNX models, each the way its framework writes it. Usage: graphs.py OUTFOLDER"""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def weights(name, *shape):
    return numpy_helper.from_array(np.arange(np.prod(shape), dtype=np.float32).reshape(shape), name)


def port(name, *shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def model(graph, **more):
    opsets = more.pop("opsets", [helper.make_opsetid("", 21)])
    return helper.make_model(graph, producer_name="orchard", producer_version="1.0", opset_imports=opsets, ir_version=10, **more)


def linear(**more):
    nodes = [helper.make_node("MatMul", ["x", "w"], ["y"]), helper.make_node("Relu", ["y"], ["z"])]
    return helper.make_graph(nodes, "linear", [port("x", "batch", 4)], [port("z", "batch", 8)], [weights("w", 4, 8)], **more)


def plain(out):
    onnx.save(model(linear()), out / "plain.onnx")


def external(out):
    (out / "external").mkdir(exist_ok=True)
    onnx.save(model(linear()), out / "external" / "model.onnx", save_as_external_data=True, location="weights.bin", size_threshold=0)


def traversal(out):
    made = model(linear())
    tensor = made.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../secrets.bin")
    (out / "traversal.onnx").write_bytes(made.SerializeToString())


def functions(out):
    body = [helper.make_node("Mul", ["a", "a"], ["b"])]
    square = helper.make_function("orchard.ops", "Square", ["a"], ["b"], body, [helper.make_opsetid("", 21)])
    nodes = [helper.make_node("Square", ["x"], ["y"], domain="orchard.ops")]
    graph = helper.make_graph(nodes, "functions", [port("x", 2)], [port("y", 2)])
    onnx.save(model(graph, functions=[square], opsets=[helper.make_opsetid("", 21), helper.make_opsetid("orchard.ops", 1)]), out / "functions.onnx")


def subgraphs(out):
    def branch(name, operator):
        return helper.make_graph([helper.make_node(operator, ["x"], [name])], name, [], [port(name, 2)])

    nodes = [helper.make_node("If", ["choice"], ["y"], then_branch=branch("t", "Abs"), else_branch=branch("e", "Neg"))]
    choice = helper.make_tensor_value_info("choice", TensorProto.BOOL, [])
    onnx.save(model(helper.make_graph(nodes, "subgraphs", [choice, port("x", 2)], [port("y", 2)])), out / "subgraphs.onnx")


def training(out):
    made = model(linear())
    info = made.training_info.add()
    info.algorithm.CopyFrom(helper.make_graph([helper.make_node("Sub", ["w", "g"], ["w2"])], "step", [port("g", 4, 8)], [port("w2", 4, 8)]))
    onnx.save(made, out / "training.onnx")


def custom(out):
    nodes = [helper.make_node("Squeeze3", ["x"], ["y"], domain="orchard.custom")]
    graph = helper.make_graph(nodes, "custom", [port("x", 2)], [port("y", 2)])
    onnx.save(model(graph, opsets=[helper.make_opsetid("", 21), helper.make_opsetid("orchard.custom", 1)]), out / "custom.onnx")


def machine_learning(out):
    nodes = [helper.make_node("LinearRegressor", ["x"], ["y"], domain="ai.onnx.ml", coefficients=[1.0, 2.0], intercepts=[0.5])]
    graph = helper.make_graph(nodes, "regressor", [port("x", 1, 2)], [port("y", 1, 1)])
    onnx.save(model(graph, opsets=[helper.make_opsetid("", 21), helper.make_opsetid("ai.onnx.ml", 3)]), out / "regressor.onnx")


def described(out):
    made = model(linear(doc_string="two layers"), doc_string="For the orchard chatbot.")
    helper.set_model_props(made, {"task": "ranking", "source": "https://example.org/models"})
    onnx.save(made, out / "described.onnx")


def main():
    out = Path(sys.argv[1]) / "onnx"
    out.mkdir(parents=True, exist_ok=True)
    for make in (plain, external, traversal, functions, subgraphs, training, custom, machine_learning, described):
        make(out)


if __name__ == "__main__":
    main()
