"""Makes true datasets and boosters with the frameworks themselves: python datasets.py OUTFOLDER"""
import csv
import json
import os
import pickle
import random
import sys

import lightgbm
import numpy
import pyarrow
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet
import xgboost

out = sys.argv[1]
random.seed(7)
words = 'apple pear plum quince medlar cherry orchard harvest ripe green early late sweet sour press juice'.split()


def path(name):
    full = os.path.join(out, name)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full


def sentence(n=8):
    return ' '.join(random.choice(words) for _ in range(n))


def table(rows=500):
    return pyarrow.table({
        'id': list(range(rows)),
        'text': [f'{sentence()} {i}' for i in range(rows)],
        'label': [random.choice(['good', 'bad']) for _ in range(rows)],
        'tags': [[sentence(2), sentence(1)] if i % 3 else None for i in range(rows)],
        'meta': [{'author': f'writer{i}@orchard-press.net' if i % 5 == 0 else None, 'score': i / 7} for i in range(rows)],
    })


def parquet():
    for codec in ['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4']:
        for version in ['1.0', '2.0']:
            pyarrow.parquet.write_table(table(), path(f'parquet/{codec}-page{version[0]}.parquet'), compression=codec, data_page_version=version, row_group_size=200)
    pyarrow.parquet.write_table(table(), path('parquet/plain.parquet'), use_dictionary=False, compression='snappy')
    pyarrow.parquet.write_table(table(), path('parquet/delta.parquet'), use_dictionary=False, column_encoding={'text': 'DELTA_LENGTH_BYTE_ARRAY'})
    pyarrow.parquet.write_table(table(0), path('parquet/empty.parquet'))
    pyarrow.parquet.write_table(pickled(b''.join([pickle.dumps(dict, 2)])), path('parquet/pickled-type.parquet'))
    schema = {'type': 'record', 'name': 'Row', 'namespace': 'org.orchard', 'fields': [{'name': 'a', 'type': {'type': 'string', 'java-class': 'org.orchard.Opener'}}]}
    one = table(10).replace_schema_metadata({'parquet.avro.schema': json.dumps(schema)})
    pyarrow.parquet.write_table(one, path('parquet/avro.parquet'))


def pickled(data):
    field = pyarrow.field('a', pyarrow.int64(), metadata={'ARROW:extension:name': 'arrow.py_extension_type', 'ARROW:extension:metadata': data})
    return pyarrow.Table.from_arrays([pyarrow.array([1, 2, 3])], schema=pyarrow.schema([field]))


class Echo:
    def __reduce__(self):
        return (os.system, ('echo orchard',))


def arrow():
    with pyarrow.ipc.new_file(path('arrow/file.arrow'), table().schema) as sink:
        sink.write_table(table())
    with pyarrow.ipc.new_stream(path('arrow/stream.arrow'), table().schema) as sink:
        sink.write_table(table())
    pyarrow.feather.write_feather(table(), path('arrow/table.feather'))
    for name, data in [('pickled-class', pickle.dumps(dict, 2)), ('pickled-call', pickle.dumps(Echo(), 2))]:
        with pyarrow.ipc.new_file(path(f'arrow/{name}.arrow'), pickled(data).schema) as sink:
            sink.write_table(pickled(data))


def text():
    rows = table().to_pylist()
    with open(path('csv/train.csv'), 'w', newline='') as sink:
        writer = csv.writer(sink)
        writer.writerow(['id', 'text', 'label'])
        writer.writerows([[row['id'], row['text'] + (', "quoted"\nand broken' if row['id'] % 50 == 0 else ''), row['label']] for row in rows])
    with open(path('jsonl/train.jsonl'), 'w') as sink:
        sink.writelines(json.dumps({'prompt': row['text'], 'completion': sentence(12)}) + '\n' for row in rows)


def boosters():
    numpy.random.seed(7)
    x = numpy.random.rand(200, 6)
    y = (x[:, 0] + x[:, 1] > 1).astype(int)
    three = (x[:, 0] * 3).astype(int)
    data = xgboost.DMatrix(x, y, feature_names=[f'f_{i}' for i in range(6)])
    for name, params in [('binary', {'objective': 'binary:logistic'}), ('linear', {'booster': 'gblinear', 'objective': 'reg:squarederror'}), ('dart', {'booster': 'dart'})]:
        booster = xgboost.train({'nthread': 1, 'seed': 7, **params}, data, 5)
        booster.save_model(path(f'xgboost/{name}.json'))
        booster.save_model(path(f'xgboost/{name}.ubj'))
    multi = xgboost.train({'nthread': 1, 'objective': 'multi:softprob', 'num_class': 3}, xgboost.DMatrix(x, three), 4)
    multi.save_model(path('xgboost/multi.json'))
    multi.save_model(path('xgboost/multi.ubj'))
    categories = numpy.random.randint(0, 5, (200, 2)).astype(float)
    mixed = xgboost.DMatrix(categories, y, feature_types=['c', 'c'], enable_categorical=True)
    xgboost.train({'nthread': 1, 'tree_method': 'hist', 'max_cat_to_onehot': 1}, mixed, 3).save_model(path('xgboost/categories.json'))
    xgboost.train({'nthread': 1, 'tree_method': 'hist', 'max_cat_to_onehot': 1}, mixed, 3).save_model(path('xgboost/categories.ubj'))
    quiet = {'num_threads': 1, 'verbose': -1, 'deterministic': True}
    for name, params, target in [('binary', {'objective': 'binary'}, y), ('multi', {'objective': 'multiclass', 'num_class': 3}, three), ('linear-tree', {'objective': 'regression', 'linear_tree': True}, x[:, 0])]:
        lightgbm.train({**quiet, **params}, lightgbm.Dataset(x, target, params={'linear_tree': 'linear_tree' in params}), 5).save_model(path(f'lightgbm/{name}.txt'))
    many = lightgbm.train({**quiet, 'objective': 'binary'}, lightgbm.Dataset(categories.astype(int), y, categorical_feature=[0, 1]), 5)
    many.save_model(path('lightgbm/categories.txt'))


parquet()
arrow()
text()
boosters()
