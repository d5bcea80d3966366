"""Writes true pickles and joblib files of the frameworks: python pickles.py OUTFOLDER. Benign files only, the same each time."""
import collections
import datetime
import decimal
import os
import pickle
import sys
import uuid
import warnings

import cloudpickle
import joblib
import lightgbm
import numpy as np
import scipy.sparse
import xgboost
from sklearn.compose import ColumnTransformer
from sklearn.datasets import make_classification
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import f1_score, make_scorer
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC

warnings.simplefilter('ignore')
X, y = make_classification(60, 8, random_state=0)


def estimators():
    yield 'logistic', LogisticRegression().fit(X, y)
    yield 'sgd', SGDClassifier(random_state=0).fit(X, y)
    yield 'svc', SVC(probability=False).fit(X, y)
    yield 'forest', RandomForestClassifier(5, random_state=0).fit(X, y)
    yield 'boosting', GradientBoostingClassifier(n_estimators=5, random_state=0).fit(X, y)
    yield 'hist-boosting', HistGradientBoostingClassifier(max_iter=5, random_state=0).fit(X, y)
    yield 'neighbours', KNeighborsClassifier(algorithm='kd_tree').fit(X, y)
    yield 'perceptron', MLPClassifier((4,), max_iter=5, random_state=0).fit(X, y)
    yield 'pipeline', Pipeline([('log', FunctionTransformer(np.log1p)), ('scale', StandardScaler()), ('model', LogisticRegression())]).fit(np.abs(X), y)
    yield 'columns', ColumnTransformer([('scale', StandardScaler(), [0, 1]), ('codes', OneHotEncoder(handle_unknown='ignore'), [2])]).fit(np.round(X))
    yield 'search', GridSearchCV(LogisticRegression(), {'C': [0.1, 1.0]}, scoring=make_scorer(f1_score), cv=2).fit(X, y)
    yield 'tfidf', TfidfVectorizer().fit(['an apple', 'an orchard of apples'])
    yield 'xgboost', xgboost.XGBClassifier(n_estimators=3, n_jobs=1, random_state=0).fit(X, y)
    yield 'lightgbm', lightgbm.LGBMClassifier(n_estimators=3, n_jobs=1, random_state=0, verbose=-1).fit(X, y)


def values():
    yield 'array', np.arange(12.0).reshape(3, 4)
    yield 'objects', np.array([{'a': 1}, 'b', None], dtype=object)
    yield 'record', np.array([(1, 2.0)], dtype=[('a', 'i4'), ('b', 'f8')])
    yield 'masked', np.ma.array([1, 2, 3], mask=[0, 1, 0])
    yield 'generator', np.random.default_rng(0)
    yield 'sparse', scipy.sparse.csr_matrix(np.eye(4))
    yield 'plain', {'a': [1, 2.5, True, None, 'text', b'bytes'], 'b': (1, (2, 3)), 'c': {1, 2}, 'd': frozenset([1]), 'e': 2**100, 'f': -5, 'g': 1j}
    yield 'python', [collections.OrderedDict(a=1), collections.defaultdict(list, a=[1]), collections.Counter('aab'), collections.deque([1], 3),
                     datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc), datetime.timedelta(1), decimal.Decimal('1.5'), uuid.UUID(int=1), range(3), ValueError('a')]
    yield 'many', [{'id': i, 'name': 'item %d' % i, 'tags': ['x', 'y'], 'score': i / 7} for i in range(5000)]


def main(out):
    for folder in ('pickle', 'joblib', 'code'):
        os.makedirs(os.path.join(out, folder), exist_ok=True)
    made = [*estimators(), *values()]
    for name, value in made:
        for protocol in range(6):
            with open(os.path.join(out, 'pickle', f'{name}-{protocol}.pkl'), 'wb') as file:
                pickle.dump(value, file, protocol)
        joblib.dump(value, os.path.join(out, 'joblib', f'{name}.joblib'))
    forest = dict(made)['forest']
    nested = {'models': [forest, dict(made)['array'], dict(made)['objects']], 'shape': np.zeros((2, 0, 3)), 'text': np.array(['a', 'bc'])}
    for compress in ('zlib', 'gzip', 'bz2', 'xz', 'lzma', 'lz4'):
        joblib.dump(nested, os.path.join(out, 'joblib', f'nested-{compress}.joblib'), compress=(compress, 3))
    for protocol in range(6):
        joblib.dump(nested, os.path.join(out, 'joblib', f'nested-{protocol}.joblib'), protocol=protocol)
    threshold = 0.5
    with open(os.path.join(out, 'code', 'cloudpickle.pkl'), 'wb') as file:
        cloudpickle.dump(lambda row: len(row) > threshold, file)
    # Importing dill teaches every pickler of the process its own ways: so it comes last.
    import dill
    with open(os.path.join(out, 'code', 'dill.pkl'), 'wb') as file:
        dill.dump(lambda row: len(row) > 1, file)
    with open(os.path.join(out, 'pickle', 'dill-types.pkl'), 'wb') as file:
        pickle._Pickler(file, 4).dump([complex, slice(1, 2), list])


if __name__ == '__main__':
    main(sys.argv[1])
