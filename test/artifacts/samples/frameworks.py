"""What the frameworks themselves save, each class and each setting once: python frameworks.py OUTFOLDER

Every scikit-learn estimator that fits on toy data, as pickle and as joblib; arrays of every type; sparse matrices of every
layout; joblib with every compression; models of boosters, ONNX, GGUF and HDF5 with what their users put in. Benign files only.
"""
import array
import collections
import datetime
import decimal
import enum
import fractions
import io
import os
import pickle
import random
import sys
import uuid
import warnings

import gguf
import h5py
import joblib
import lightgbm
import msgpack
import numpy as np
import onnx
import onnx.numpy_helper
import pyarrow
import pyarrow.feather
import pyarrow.parquet
import safetensors.numpy
import scipy.interpolate
import scipy.sparse
import scipy.spatial
import scipy.stats
import skops.io
import xgboost
from onnx import TensorProto, helper
from sklearn.base import is_clusterer
from sklearn.datasets import make_classification, make_multilabel_classification
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.utils import all_estimators

warnings.simplefilter('ignore')
OUT = sys.argv[1]
X, y = make_classification(40, 6, random_state=0)
POSITIVE = np.abs(X)
TEXTS = ['an apple', 'a pear and an apple', 'orchards'] * 5


def path(name):
    full = os.path.join(OUT, name)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full


def pickled(name, value, protocols=(2, 4, 5)):
    for protocol in protocols:
        with open(path(f'{name}-{protocol}.pkl'), 'wb') as file:
            pickle.dump(value, file, protocol)


def made(kind):
    """An estimator with what it cannot do without."""
    inner = LogisticRegression()
    for arguments in ({}, {'estimator': inner}, {'estimators': [('a', inner), ('b', LogisticRegression(C=0.5))]}, {'steps': [('a', inner)]}, {'transformers': []},
                      {'transformer_list': [('a', 'passthrough')]}, {'n_components': 2}, {'estimators': [('a', Ridge())]}, {'estimator': LogisticRegression().fit(X, y)}, {'estimator': inner, 'param_grid': {'C': [1.0]}}, {'estimator': inner, 'param_distributions': {'C': [1.0]}, 'n_iter': 1},
                      {'dictionary': np.eye(6)}):
        try:
            yield kind(**arguments)
        except TypeError:
            continue


def fitted(kind):
    multi, many = make_multilabel_classification(30, 6, random_state=0)
    for estimator in made(kind):
        if 'random_state' in estimator.get_params():
            estimator.set_params(random_state=0)
        for data in ((X, y), (POSITIVE, y), (X,), (TEXTS,), (POSITIVE[:, 0], y), (multi, many), (np.round(X), y), (X, np.c_[y, y]), (y,), (X, y + 1.0), (X @ X.T,), ([{'a': 1}] * 5,)):
            try:
                return estimator.fit(*data)
            except Exception:
                continue
    return None


def estimators():
    for name, kind in all_estimators():
        estimator = fitted(kind)
        if estimator is None:
            print('not fitted:', name)
            continue
        try:
            pickled(f'sklearn/{name}', estimator, (4,) if is_clusterer(estimator) else (2, 5))
            joblib.dump(estimator, path(f'sklearn_joblib/{name}.joblib'))
        except Exception as error:
            print('not saved:', name, error)


def arrays():
    types = ['?', 'i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f2', 'f4', 'f8', 'c8', 'c16', 'S3', 'U3', 'M8[ns]', 'm8[D]', '>i4', 'V4', 'g']
    for kind in types:
        value = np.zeros((2, 3), dtype=kind)
        name = kind.replace('?', 'bool').replace('>', 'big-').replace('[', '-').replace(']', '')
        pickled(f'numpy_pickle/{name}', value)
        np.save(path(f'numpy/type-{name}.npy'), value)
    records = np.zeros(2, dtype=[('a', 'i4'), ('b', [('c', 'f8'), ('d', 'S2')]), ('e', 'f4', (2, 2))])
    for name, value in {'records': records, 'recarray': records.view(np.recarray), 'fortran': np.asfortranarray(np.eye(3)), 'empty': np.zeros((0, 3)), 'scalar': np.float64(1), 'integer': np.int32(2), 'masked': np.ma.array([1, 2], mask=[1, 0]), 'matrix': np.matrix([[1, 2]]),
                        'chars': np.char.array(['a', 'b']), 'random-state': np.random.RandomState(0), 'polynomial': np.polynomial.Polynomial([1, 2]), 'poly1d': np.poly1d([1, 2]), 'ufunc': np.log1p, 'dtype': np.dtype('f4'), 'type': np.float32, 'date': np.datetime64('2026-01-01')}.items():
        pickled(f'numpy_pickle/{name}', value)
    for bits in (np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64, np.random.PCG64DXSM):
        pickled(f'numpy_pickle/generator-{bits.__name__}', np.random.Generator(bits(0)))
    np.savez(path('numpy/many.npz'), **{str(i): np.arange(i) for i in range(20)})
    np.savez_compressed(path('numpy/records.npz'), a=records, b=np.eye(3))


def scientific():
    for layout in ('csr', 'csc', 'coo', 'bsr', 'dia', 'dok', 'lil'):
        pickled(f'scipy/{layout}-matrix', getattr(scipy.sparse, f'{layout}_matrix')(np.eye(4)))
        pickled(f'scipy/{layout}-array', getattr(scipy.sparse, f'{layout}_array')(np.eye(4)))
    scipy.sparse.save_npz(path('numpy/sparse.npz'), scipy.sparse.csr_matrix(np.eye(4)))
    axis = np.arange(6.0)
    for name, value in {'tree': scipy.spatial.KDTree(X), 'ckdtree': scipy.spatial.cKDTree(X), 'spline': scipy.interpolate.CubicSpline(axis, axis), 'bspline': scipy.interpolate.make_interp_spline(axis, axis), 'interp1d': scipy.interpolate.interp1d(axis, axis),
                        'grid': scipy.interpolate.RegularGridInterpolator((axis,), axis), 'rotation': scipy.spatial.transform.Rotation.from_euler('z', 1), 'kde': scipy.stats.gaussian_kde(X[:, 0])}.items():
        pickled(f'scipy/{name}', value)


class Colour(enum.Enum):
    RED = 1


def python():
    for name, value in {'counter': collections.Counter('aab'), 'ordered': collections.OrderedDict(a=1), 'default': collections.defaultdict(list, a=[1]), 'deque': collections.deque([1], 3), 'chain': collections.ChainMap({'a': 1}), 'user-dict': collections.UserDict(a=1),
                        'date': datetime.date(2026, 1, 2), 'time': datetime.time(1), 'zone': datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc), 'delta': datetime.timedelta(1), 'decimal': decimal.Decimal('1.5'), 'fraction': fractions.Fraction(1, 3), 'uuid': uuid.UUID(int=1),
                        'array': array.array('d', [1, 2]), 'random': random.Random(0), 'complex': 1j, 'range': range(3), 'bytes': bytearray(b'ab'), 'exception': ValueError('a', 1), 'long': 1 << 3000, 'nested': [[[[(1, {'a': {2, 3}})]]]], 'types': [int, str, dict, list],
                        'big': {f'key {i}': list(range(20)) for i in range(3000)}, 'text': 'ä€𝄞' * 9, 'shared': [[1]] * 5}.items():
        pickled(f'python/{name}', value, range(6))


def compressed():
    value = {'weights': [np.arange(30.0).reshape(5, 6), np.zeros(3, dtype='i4'), np.array(['a', 'b'], dtype=object)], 'memmap': np.eye(50), 'model': LogisticRegression().fit(X, y)}
    for method in ('zlib', 'gzip', 'bz2', 'lzma', 'xz', 'lz4'):
        for level in (1, 3, 9):
            joblib.dump(value, path(f'joblib_compressed/{method}-{level}.joblib'), compress=(method, level))
    for level in (0, 1, 9):
        joblib.dump(value, path(f'joblib_compressed/level-{level}.pkl'), compress=level)
    for protocol in (2, 3, 4, 5):
        joblib.dump(value, path(f'joblib_compressed/protocol-{protocol}.joblib'), protocol=protocol)
    for extension in ('.z', '.gz', '.bz2', '.xz', '.lzma'):
        joblib.dump(value, path(f'joblib_compressed/by-name.pkl{extension}'))


def boosters():
    data = xgboost.DMatrix(X, y)
    for name, params in {'logistic': {'objective': 'binary:logistic'}, 'rank': {'objective': 'rank:pairwise'}, 'quantile': {'objective': 'reg:quantileerror', 'quantile_alpha': 0.5}, 'multi': {'multi_strategy': 'multi_output_tree', 'tree_method': 'hist'}}.items():
        booster = xgboost.train({'nthread': 1, 'seed': 7, **params}, data, 3)
        booster.set_attr(note='orchard', best='3')
        booster.save_model(path(f'xgboost_objectives/{name}.json'))
        booster.save_model(path(f'xgboost_objectives/{name}.ubj'))
        pickled(f'xgboost_pickle/{name}', booster)
    for kind in (xgboost.XGBClassifier, xgboost.XGBRegressor, xgboost.XGBRFClassifier):
        pickled(f'xgboost_pickle/{kind.__name__}', kind(n_estimators=2, n_jobs=1, random_state=0).fit(X, y))
    quiet = {'n_estimators': 2, 'n_jobs': 1, 'verbose': -1, 'random_state': 0, 'min_child_samples': 2}
    for kind in (lightgbm.LGBMClassifier, lightgbm.LGBMRegressor):
        model = kind(**quiet).fit(X, y)
        pickled(f'lightgbm_pickle/{kind.__name__}', model)
        joblib.dump(model, path(f'lightgbm_pickle/{kind.__name__}.joblib'))
        model.booster_.save_model(path(f'lightgbm/{kind.__name__}.txt'))


def exchange():
    floats = np.arange(6, dtype='f4').reshape(2, 3)
    for name, kind in {'float': 'f4', 'double': 'f8', 'half': 'f2', 'long': 'i8', 'byte': 'u1', 'bool': '?'}.items():
        safetensors.numpy.save_file({'a.weight': floats.astype(kind), 'b': np.zeros((0,), dtype=kind)}, path(f'safetensors/{name}.safetensors'), {'format': 'np', 'license': 'apache-2.0'})
    node = helper.make_node('Gemm', ['x', 'w', 'b'], ['y'], alpha=1.0)
    port = [helper.make_tensor_value_info(one, TensorProto.FLOAT, ['n', 3]) for one in ('x', 'y')]
    for kind in ('float32', 'float16', 'float64', 'int8'):
        weights = [onnx.numpy_helper.from_array(np.eye(3).astype(kind), 'w'), onnx.numpy_helper.from_array(np.zeros(3).astype(kind), 'b')]
        onnx.save(helper.make_model(helper.make_graph([node], 'orchard', [port[0]], [port[1]], weights), producer_name='pytorch', producer_version='2.9.0'), path(f'onnx/{kind}.onnx'))
    for architecture in ('llama', 'qwen2', 'bert'):
        writer = gguf.GGUFWriter(path(f'gguf/{architecture}.gguf'), architecture)
        writer.add_name('Orchard')
        writer.add_license('apache-2.0')
        writer.add_context_length(512)
        writer.add_token_list(['<s>', '</s>', 'apple'])
        writer.add_token_scores([0.0, 0.0, -1.0])
        writer.add_chat_template("{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '</s>' }}{% endfor %}")
        writer.add_tensor('token_embd.weight', np.zeros((3, 32), dtype='f2'))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
    with h5py.File(path('hdf5/weights.h5'), 'w') as file:
        for i in range(20):
            file.create_dataset(f'layers/{i}/kernel', data=floats, compression='gzip' if i % 2 else None)
        file.attrs['names'] = ['a', 'b']
    with open(path('flax/nested.msgpack'), 'wb') as file:
        packed = msgpack.ExtType(1, msgpack.packb((floats.shape, 'float32', floats.tobytes())))
        file.write(msgpack.packb({'params': {f'layers_{i}': {'kernel': packed} for i in range(12)}}))
    table = pyarrow.table({'text': [f'apple {i}' for i in range(60)], 'vector': [[0.5, 1.0]] * 60, 'when': [datetime.datetime(2026, 1, 1)] * 60})
    pyarrow.parquet.write_table(table, path('parquet/vectors.parquet'))
    pyarrow.feather.write_feather(table, path('arrow_vectors/vectors.feather'), compression='zstd')
    for name in ('RandomForestClassifier', 'SVC', 'MLPClassifier', 'KMeans', 'StandardScaler', 'PCA', 'Ridge'):
        kind = dict(all_estimators())[name]
        skops.io.dump(fitted(kind), path(f'skops/{name}.skops'))


if __name__ == '__main__':
    for part in (python, arrays, scientific, compressed, boosters, exchange, estimators):
        part()
