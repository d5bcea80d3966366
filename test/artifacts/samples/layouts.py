"""Files as PyTorch, TorchScript, NumPy, skops, Flax and MLflow write them: python layouts.py OUTFOLDER. PyTorch itself is not
needed: its containers are written after torch/serialization.py, with the names that its pickles have."""
import collections, io, json, os, pickle, struct, sys, tarfile, types, zipfile

import msgpack
import numpy as np

STAMP = (2020, 1, 1, 0, 0, 0)


# --- names of PyTorch, so that pickle writes them -------------------------------------------------

def module(name, **members):
    made = types.ModuleType(name)
    for key, value in members.items():
        value.__module__, value.__qualname__, value.__name__ = name, key, key
        setattr(made, key, value)
    sys.modules[name] = made
    return made


def stub(*_args, **_kwargs):
    raise RuntimeError('never called')


def function():
    return lambda *a, **k: stub()


torch = module('torch', Tensor=type('Tensor', (), {}), FloatStorage=type('FloatStorage', (), {}), LongStorage=type('LongStorage', (), {}), HalfStorage=type('HalfStorage', (), {}))
utils = module('torch._utils', _rebuild_tensor_v2=function(), _rebuild_parameter=function())
torch._utils = utils


class Storage:
    def __init__(self, kind, array):
        self.kind, self.array = kind, array


class Tensor:
    def __init__(self, kind, array):
        self.storage, self.shape = Storage(kind, array), array.shape

    def __reduce__(self):
        stride = [1]
        for n in reversed(self.shape[1:]):
            stride.insert(0, stride[0] * n)
        return utils._rebuild_tensor_v2, (self.storage, 0, tuple(self.shape), tuple(stride[:len(self.shape)]), False, collections.OrderedDict())


class ZipPickler(pickle.Pickler):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storages = {}

    def persistent_id(self, obj):
        if not isinstance(obj, Storage):
            return None
        key = str(len(self.storages))
        self.storages[key] = obj.array
        return ('storage', obj.kind, key, 'cpu', obj.array.size)


def state_dict():
    return collections.OrderedDict([
        ('layer.weight', Tensor(torch.FloatStorage, np.arange(12, dtype='<f4').reshape(3, 4))),
        ('layer.bias', Tensor(torch.FloatStorage, np.zeros(3, dtype='<f4'))),
        ('steps', Tensor(torch.LongStorage, np.array([7], dtype='<i8'))),
    ])


def torch_zip(obj, root='archive', extra=None):
    data, out = io.BytesIO(), io.BytesIO()
    pickler = ZipPickler(data, protocol=2)
    pickler.dump(obj)
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_STORED) as z:
        def put(name, body):
            info = zipfile.ZipInfo(f'{root}/{name}', STAMP)
            # PyTorch pads the extra field so that every body starts at a multiple of 64.
            at = z.fp.tell() + 30 + len(info.filename)
            pad = -(at + 4) % 64
            info.extra = struct.pack('<2sH', b'FB', pad) + b'Z' * pad
            z.writestr(info, body)
        put('data.pkl', data.getvalue())
        put('.format_version', b'1')
        put('.storage_alignment', b'64')
        put('byteorder', b'little')
        for key, array in pickler.storages.items():
            put(f'data/{key}', array.tobytes())
        put('version', b'3\n')
        put('.data/serialization_id', b'1' * 40)
        for name, body in (extra or {}).items():
            put(name, body)
    return out.getvalue()


def torch_state_dict():
    return torch_zip(state_dict())


def torch_checkpoint():
    return torch_zip({'epoch': 3, 'state_dict': state_dict(), 'optimizer': {'state': {}, 'param_groups': [{'lr': 0.1, 'params': [0, 1]}]}}, 'checkpoint')


class LegacyPickler(pickle.Pickler):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storages = {}

    def persistent_id(self, obj):
        if not isinstance(obj, Storage):
            return None
        key = str(94000 + len(self.storages))
        self.storages[key] = obj.array
        return ('storage', obj.kind, key, 'cpu', obj.array.size, None)


def torch_legacy():
    out = io.BytesIO()
    pickle.dump(0x1950a86a20f9469cfc6c, out, protocol=2)
    pickle.dump(1001, out, protocol=2)
    pickle.dump({'protocol_version': 1001, 'little_endian': True, 'type_sizes': {'short': 2, 'int': 4, 'long': 4}}, out, protocol=2)
    pickler = LegacyPickler(out, protocol=2)
    pickler.dump(state_dict())
    pickle.dump(sorted(pickler.storages), out, protocol=2)
    for key in sorted(pickler.storages):
        out.write(struct.pack('<q', pickler.storages[key].size))
        out.write(pickler.storages[key].tobytes())
    return out.getvalue()


def torch_tar():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w', format=tarfile.GNU_FORMAT) as tar:
        def put(name, body):
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
        put('sys_info', pickle.dumps({'protocol_version': 1000, 'little_endian': True, 'type_sizes': {'int': 4}}, 2))
        put('pickle', pickle.dumps({'epoch': 1, 'names': ['a', 'b']}, 2))
        weights = np.arange(4, dtype='<f4')
        put('storages', pickle.dumps(1, 2) + pickle.dumps(('0', 'cpu', torch.FloatStorage), 2) + struct.pack('<q', 4) + weights.tobytes() + pickle.dumps([], 2))
        put('tensors', pickle.dumps(1, 2) + pickle.dumps(('0', '0', torch.FloatStorage), 2) + struct.pack('<i', 1) + b'\0' * 4 + struct.pack('<qqq', 4, 1, 0))
    return out.getvalue()


# --- TorchScript and exported programs --------------------------------------------------------------

CODE = '''class Net(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  weight : Tensor
  training : bool
  def forward(self: __torch__.Net,
    x: Tensor) -> Tensor:
    weight = self.weight
    y = torch.linear(x, weight)
    return torch.relu(ops.quantized.relu6(y, False))
'''


def torchscript_module():
    net = type('Net', (), {})
    net.__module__, net.__qualname__ = '__torch__', 'Net'
    module('__torch__', Net=net)
    made = net.__new__(net)
    made.__dict__.update({'training': False, 'weight': Tensor(torch.FloatStorage, np.ones((2, 2), dtype='<f4'))})
    debug = pickle.dumps(((b'', 0, 10),), 2)
    return torch_zip(made, 'net', {'constants.pkl': pickle.dumps((), 2), 'code/__torch__.py': CODE.encode(), 'code/__torch__.py.debug_pkl': debug})


def torch_export_program():
    out = io.BytesIO()
    meta = {'dtype': 7, 'sizes': [{'as_int': 3}], 'requires_grad': False, 'device': {'type': 'cpu', 'index': None}}
    table = {'config': {'layer.bias': {'path_name': 'weight_0', 'is_param': True, 'use_pickle': False, 'tensor_meta': meta}}}
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_STORED) as z:
        for name, body in {
            'data/weights/weight_0': np.zeros(3, dtype='<f4').tobytes(),
            'data/weights/model_weights_config.json': json.dumps(table), 'data/constants/model_constants_config.json': '{"config": {}}',
            'models/model.json': json.dumps({'graph_module': {'graph': {'nodes': []}}, 'opset_version': {'aten': 10}, 'schema_version': {'major': 8, 'minor': 1}}),
            'data/sample_inputs/model.pt': torch_zip(((Tensor(torch.FloatStorage, np.ones(2, dtype='<f4')),), {})),
            'archive_format': 'pt2', 'archive_version': '0', 'byteorder': 'little', '.data/version': '6\n', '.data/serialization_id': '1' * 40,
        }.items():
            z.writestr(zipfile.ZipInfo(f'program/{name}', STAMP), body)
    return out.getvalue()


# --- NumPy ------------------------------------------------------------------------------------------

def npy(array, **kwargs):
    out = io.BytesIO()
    np.save(out, array, **kwargs)
    return out.getvalue()


def numpy_floats():
    return npy(np.arange(6, dtype='<f4').reshape(2, 3))


def numpy_records():
    kind = np.dtype([('id', '<i4'), ('vector', '<f4', (3,)), ('name', '<U8'), ('inner', [('x', '|u1'), ('when', '<M8[ns]')])])
    return npy(np.zeros(5, dtype=kind))


def numpy_several():
    return npy(np.arange(3)) + npy(np.array('text')) + npy(np.zeros((0, 4), dtype='|b1'))


def numpy_objects():
    return npy(np.array([{'a': 1}, None, [1, 2]], dtype=object), allow_pickle=True)


def numpy_wide():
    return npy(np.zeros(1, dtype=[(f'column{i:05}', '<f8') for i in range(3000)]))


def npz(compressed):
    out = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(out, weights=np.ones((4, 4)), labels=np.arange(4), **{'group/ids': np.arange(2, dtype='<u2')})
    return out.getvalue()


def numpy_archive():
    return npz(False)


def numpy_compressed():
    return npz(True)


# --- skops ------------------------------------------------------------------------------------------

def skops(model):
    import skops.io
    rng = np.random.default_rng(0)
    x, y = rng.random((30, 3)), np.arange(30) % 2
    return skops.io.dumps(model.fit(x, y))


def skops_pipeline():
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler
    return skops(make_pipeline(FunctionTransformer(np.log1p), StandardScaler(), LogisticRegression()))


def skops_forest():
    from sklearn.ensemble import RandomForestClassifier
    return skops(RandomForestClassifier(3, random_state=0))


def skops_boosting():
    from sklearn.ensemble import HistGradientBoostingClassifier
    return skops(HistGradientBoostingClassifier(max_iter=2, random_state=0))


def skops_vectors():
    from sklearn.svm import SVC
    return skops(SVC(random_state=0))


def skops_search():
    from sklearn.linear_model import SGDClassifier
    from sklearn.model_selection import GridSearchCV
    return skops(GridSearchCV(SGDClassifier(random_state=np.random.RandomState(0)), {'alpha': [1e-3, 1e-2]}, cv=2))


# --- Flax -------------------------------------------------------------------------------------------

def flax_array(array, code=1):
    return msgpack.ExtType(code, msgpack.packb((array.shape, array.dtype.name, array.tobytes('C')), use_bin_type=True))


def flax_params():
    import ml_dtypes
    tree = {'params': {'dense': {'kernel': flax_array(np.arange(12, dtype='<f4').reshape(3, 4)), 'bias': flax_array(np.zeros(4, dtype=ml_dtypes.bfloat16))}},
            'step': 7, 'rate': flax_array(np.asarray(np.float32(0.1)), 3), 'phase': msgpack.ExtType(2, msgpack.packb((1.0, 2.0)))}
    return msgpack.packb(tree, strict_types=True)


def flax_chunked():
    halves = {str(i): flax_array(np.zeros(8, dtype='<f2')) for i in range(2)}
    return msgpack.packb({'embedding': {'__msgpack_chunked_array__': True, 'shape': {'0': 4, '1': 4}, 'chunks': halves}}, strict_types=True)


SAMPLES = {
    'torch/state-dict.pt': torch_state_dict, 'torch/checkpoint.ckpt': torch_checkpoint, 'torch/legacy.pth': torch_legacy, 'torch/tar.pth': torch_tar,
    'torchscript/net.pt': torchscript_module, 'torch_export/program.pt2': torch_export_program,
    'numpy/floats.npy': numpy_floats, 'numpy/records.npy': numpy_records, 'numpy/several.npy': numpy_several, 'numpy/objects.npy': numpy_objects,
    'numpy/wide.npy': numpy_wide, 'numpy/arrays.npz': numpy_archive, 'numpy/compressed.npz': numpy_compressed,
    'skops/pipeline.skops': skops_pipeline, 'skops/forest.skops': skops_forest, 'skops/boosting.skops': skops_boosting, 'skops/vectors.skops': skops_vectors,
    'skops/search.skops': skops_search, 'flax/params.msgpack': flax_params, 'flax/chunked.msgpack': flax_chunked,
}

if __name__ == '__main__':
    for path, make in SAMPLES.items():
        target = os.path.join(sys.argv[1], path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, 'wb') as f:
            f.write(make())
