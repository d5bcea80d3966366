# Makes true files of safetensors, GGUF, HDF5 and Keras with their own writers: tensors.py OUTFOLDER
# What the frameworks say of the HDF5 files stands beside them as <name>.expected.json.
import codecs, io, json, marshal, os, sys, zipfile
import h5py, gguf, numpy as np
from safetensors.numpy import save_file

out = sys.argv[1]


def path(name):
    full = os.path.join(out, name)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full


def safetensors_files():
    tensors = {f"layers.{i}.weight": np.full((8, 16), i, dtype=np.float16) for i in range(40)}
    tensors["embed"] = np.zeros((100, 16), dtype=np.float32)
    save_file(tensors, path("safetensors/plain.safetensors"), metadata={"format": "pt", "modelspec.title": "orchard"})
    save_file({}, path("safetensors/empty.safetensors"))
    save_file({"base.lora_A.weight": np.zeros((4, 8), dtype=np.float32)}, path("safetensors/adapter.safetensors"))
    names = list(tensors)
    shards = [names[:20], names[20:]]
    weight_map, total = {}, 0
    for i, part in enumerate(shards, 1):
        file = f"model-0000{i}-of-00002.safetensors"
        save_file({n: tensors[n] for n in part}, path(f"safetensors/sharded/{file}"), metadata={"format": "pt"})
        for n in part:
            weight_map[n] = file
            total += tensors[n].nbytes
    with open(path("safetensors/sharded/model.safetensors.index.json"), "w") as f:
        json.dump({"metadata": {"total_size": total}, "weight_map": weight_map}, f, indent=2, sort_keys=True)


def gguf_file(name, endian=gguf.GGUFEndian.LITTLE, alignment=None, words=2000):
    w = gguf.GGUFWriter(path(name), "llama", endianess=endian)
    w.add_name("Orchard 1B")
    w.add_license("apache-2.0")
    w.add_author("orchard")
    w.add_base_model_count(1)
    w.add_base_model_name(0, "Seed 1B")
    w.add_base_model_organization(0, "orchard")
    w.add_base_model_repo_url(0, "https://huggingface.co/orchard/seed-1b")
    w.add_dataset_count(1)
    w.add_dataset_name(0, "apples")
    w.add_context_length(4096)
    w.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    w.add_tokenizer_model("llama")
    w.add_token_list([f"word{i}" for i in range(words)])
    w.add_token_scores([float(i) for i in range(words)])
    w.add_chat_template("{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}{% endfor %}")
    if alignment:
        w.add_custom_alignment(alignment)
    w.add_tensor("token_embd.weight", np.zeros((16, 64), dtype=np.float32))
    w.add_tensor("output_norm.weight", np.ones((7,), dtype=np.float32))
    for kind in (gguf.GGMLQuantizationType.Q8_0, gguf.GGMLQuantizationType.Q4_0):
        block, size = gguf.GGML_QUANT_SIZES[kind]
        w.add_tensor(f"blk.0.{kind.name}.weight", np.zeros((4, size * 2), dtype=np.uint8), raw_dtype=kind)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def gguf_files():
    gguf_file("gguf/plain.gguf")
    gguf_file("gguf/big-endian.gguf", endian=gguf.GGUFEndian.BIG)
    gguf_file("gguf/alignment.gguf", alignment=128)
    gguf_file("gguf/vocabulary.gguf", words=150000)


def value_of(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, str):
        return value
    if isinstance(value, h5py.Empty):
        return None
    if isinstance(value, np.ndarray):
        return None if value.dtype.kind not in "iufSOU" or (value.dtype.kind == "f" and value.dtype.itemsize not in (4, 8)) else [value_of(v) for v in value.flatten()]
    if isinstance(value, np.generic):
        return value.item() if value.dtype.kind in "iuf" else value_of(value.item())
    return value


def expected(file):
    found = {"attributes": {}, "links": {}}
    seen = set()

    def visit(group, at):
        for name, value in group.attrs.items():
            found["attributes"][f"{at or '/'}@{name}"] = value_of(value)
        if not isinstance(group, h5py.Group):
            return
        for name in group:
            link = group.get(name, getlink=True)
            here = f"{at}/{name}"
            if isinstance(link, h5py.ExternalLink):
                found["links"][here] = f"external {link.filename}:{link.path}"
            elif isinstance(link, h5py.SoftLink):
                found["links"][here] = f"soft {link.path}"
            else:
                found["links"][here] = "hard "
                inner = group.get(name)
                key = h5py.h5o.get_info(inner.id).addr
                if key not in seen:
                    seen.add(key)
                    visit(inner, here)

    with h5py.File(file, "r") as f:
        seen.add(h5py.h5o.get_info(f.id).addr)
        visit(f, "")
    with open(file + ".expected.json", "w") as f:
        json.dump(found, f)


def fill(f):
    f.attrs["text"] = "orchard"
    f.attrs["bytes"] = np.bytes_("fixed")
    f.attrs["names"] = np.array([b"one", b"three"], dtype="S5")
    f.attrs["long names"] = np.array(["one", "three"], dtype=object)
    f.attrs["int"] = 7
    f.attrs["negative"] = np.int16(-3)
    f.attrs["big"] = np.array([1, 2, 2**40], dtype=">i8")
    f.attrs["float"] = 1.5
    f.attrs["empty"] = h5py.Empty("f4")
    f.attrs["blümchen"] = "ä"
    f.attrs["config"] = json.dumps({"x": "y" * 200000})
    f.attrs["medium"] = np.bytes_("m" * 30000)
    wide = f.create_group("wide")
    for i in range(700):
        wide.create_dataset(f"kernel_{i}", data=np.zeros(2, dtype="f4"))
    deep = f
    for i in range(12):
        deep = deep.create_group(f"g{i}")
    deep.create_dataset("leaf", data=np.zeros((3, 4)), chunks=(1, 2), compression="gzip")
    many = f.create_group("many")
    for i in range(60):
        many.attrs[f"a{i}"] = "v" * i
        many.attrs[f"n{i}"] = i
    f["soft"] = h5py.SoftLink("/wide/kernel_1")
    f["again"] = f["wide/kernel_2"]
    f["wide/round"] = f["/"]


def hdf5_files():
    for name, kwargs in {
        "earliest": {"libver": "earliest"}, "latest": {"libver": "latest"}, "v18": {"libver": ("v108", "v108")}, "v110": {"libver": ("v110", "v110")},
        "v112": {"libver": ("v112", "v112")}, "v114": {"libver": ("v114", "v114")},
        "userblock": {"userblock_size": 1024}, "order": {"libver": "latest", "track_order": True}, "order-earliest": {"track_order": True},
    }.items():
        file = path(f"hdf5/{name}.h5")
        with h5py.File(file, "w", **kwargs) as f:
            fill(f)
        expected(file)
    file = path("hdf5/huge.h5")
    with h5py.File(file, "w", libver="latest") as f:
        for i in range(20):
            f.attrs[f"huge{i}"] = np.bytes_(chr(97 + i) * 100000)
        group = f.create_group("many")
        for i in range(30000):
            group[f"a link with a long name, of which there are many, {i}"] = h5py.SoftLink(f"/target/{i}")
    expected(file)
    for libver in ("earliest", "latest"):
        file = path(f"hdf5/outside-{libver}.h5")
        with h5py.File(file, "w", libver=libver) as f:
            f.create_dataset("inside", data=np.zeros(3))
            f["link"] = h5py.ExternalLink("../secrets.h5", "/key")
            f.create_dataset("raw", shape=(16,), dtype="u1", external=[("/etc/hostname", 0, 16)])
            layout = h5py.VirtualLayout(shape=(2, 4), dtype="f4")
            layout[0] = h5py.VirtualSource("first.h5", "data", shape=(4,))
            layout[1, ::2] = h5py.VirtualSource("/tmp/second.h5", "data", shape=(4,))[:2]
            f.create_virtual_dataset("virtual", layout)


def dense(name):
    return {"module": "keras.layers", "class_name": "Dense", "config": {"name": name, "units": 4, "activation": "relu", "kernel_initializer": {"module": "keras.initializers", "class_name": "GlorotUniform", "config": {"seed": None}, "registered_name": None}}, "registered_name": None, "build_config": {"input_shape": [None, 4]}}


def keras_config():
    return {"module": "keras", "class_name": "Sequential", "config": {"name": "orchard", "layers": [{"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, 4], "dtype": "float32"}, "registered_name": None}, dense("one"), dense("two")]}, "registered_name": None, "compile_config": {"optimizer": {"module": "keras.optimizers", "class_name": "Adam", "config": {"learning_rate": 0.001}, "registered_name": None}, "loss": "mse"}}


def lambda_config(function):
    code = codecs.encode(marshal.dumps(function.__code__.replace(co_filename="orchard.py")), "base64").decode("ascii")
    layer = {"module": "keras.layers", "class_name": "Lambda", "config": {"name": "scale", "function": {"class_name": "__lambda__", "config": {"code": code, "defaults": None, "closure": None}}}, "registered_name": None}
    return {"module": "keras", "class_name": "Sequential", "config": {"name": "orchard", "layers": [layer]}, "registered_name": None}


def lambda_files():
    for name, function in {"lambda": lambda x: abs(x) * 2, "lambda-os": lambda x: (__import__("os").getpid(), x)[1]}.items():
        with zipfile.ZipFile(path(f"keras/{name}.keras"), "w") as z:
            for member, data in {"metadata.json": json.dumps({"keras_version": "3.11.3"}), "config.json": json.dumps(lambda_config(function)), "model.weights.h5": b""}.items():
                z.writestr(zipfile.ZipInfo(member, (2026, 1, 1, 0, 0, 0)), data)


def keras_files():
    weights = io.BytesIO()
    with h5py.File(weights, "w") as f:
        for name in ("one", "two"):
            f.create_dataset(f"layers/{name}/vars/0", data=np.zeros((4, 4), dtype="f4"))
    with zipfile.ZipFile(path("keras/plain.keras"), "w") as z:
        for name, data in {"metadata.json": json.dumps({"keras_version": "3.11.3", "date_saved": "2026-01-01@00:00:00"}), "config.json": json.dumps(keras_config()), "model.weights.h5": weights.getvalue()}.items():
            z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    with h5py.File(path("keras/plain.h5"), "w") as f:
        f.attrs["keras_version"] = "2.15.0"
        f.attrs["backend"] = "tensorflow"
        f.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"name": "orchard", "layers": [{"class_name": "Dense", "config": {"name": "one", "units": 4, "activation": "relu"}}]}})
        f.attrs["training_config"] = json.dumps({"loss": "mse", "metrics": None})
        f.create_group("model_weights").attrs["layer_names"] = np.array([b"one"])


safetensors_files()
gguf_files()
hdf5_files()
keras_files()
lambda_files()
