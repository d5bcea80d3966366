"""Archives and compressed files as Python's own libraries write them: benign, and the same at every run."""
import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import struct
import sys
import tarfile
import zipfile
import zlib

import lz4.frame
import zstandard

EPOCH = (2024, 1, 2, 3, 4, 6)
MODEL = pickle.dumps({"weights": [i % 97 / 7 for i in range(40_000)], "name": "orchard"}, 4)
NOTES = b"Trained on the orchard corpus.\n" * 300
FILES = {"orchard/model.pkl": MODEL, "orchard/notes.txt": NOTES, "orchard/empty": b""}


def put(root, name, data):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(data)


def zipped(method, sink=None, zip64=False):
    out = sink or io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in FILES.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = method
            with archive.open(info, "w", force_zip64=zip64) as member:
                member.write(data)
    return out.getvalue()


class Stream(io.RawIOBase):
    """Somewhere one can only write to, so that sizes stand after the data."""

    def __init__(self):
        super().__init__()
        self.parts = []

    def writable(self):
        return True

    def write(self, data):
        self.parts.append(bytes(data))
        return len(data)

    def getvalue(self):
        return b"".join(self.parts)


def tarred(form):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in FILES.items():
            info = tarfile.TarInfo(name if form == tarfile.USTAR_FORMAT else "a-long-folder-name/" * 8 + name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("orchard/latest")
        link.type, link.linkname = tarfile.SYMTYPE, "model.pkl"
        archive.addfile(link)
    return out.getvalue()


def zips(root):
    for name, method in (("stored", 0), ("deflated", 8), ("bzip2", 12), ("lzma", 14)):
        put(root, f"zip/{name}.zip", zipped(method))
    put(root, "zip/streamed.zip", zipped(8, Stream()))
    put(root, "zip/streamed-stored.zip", zipped(0, Stream()))
    put(root, "zip/zip64.zip", zipped(8, zip64=True))


def tars(root):
    for name, form in (("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)):
        put(root, f"tar/{name}.tar", tarred(form))
    put(root, "tar/gnu.tar.gz", gzip.compress(tarred(tarfile.GNU_FORMAT), mtime=0))
    put(root, "tar/gnu.tar.xz", lzma.compress(tarred(tarfile.GNU_FORMAT)))


def streams(root):
    put(root, "stream/model.pkl.raw", MODEL)
    for level in (0, 1, 9):
        put(root, f"stream/level-{level}.gz", gzip.compress(MODEL, level, mtime=0))
    put(root, "stream/twice.gz", gzip.compress(MODEL[:1000], mtime=0) + gzip.compress(MODEL[1000:], mtime=0))
    put(root, "stream/padded.gz", gzip.compress(MODEL, mtime=0) + bytes(700))
    put(root, "stream/plain.zlib", zlib.compress(MODEL))
    put(root, "stream/plain.bz2", bz2.compress(MODEL))
    put(root, "stream/small-blocks.bz2", bz2.compress(MODEL, 1))
    put(root, "stream/runs.bz2", bz2.compress(MODEL, 1) + bz2.compress(b""))
    put(root, "stream/plain.xz", lzma.compress(MODEL))
    put(root, "stream/twice.xz", lzma.compress(MODEL[:5000]) + bytes(8) + lzma.compress(MODEL[5000:], check=lzma.CHECK_SHA256))
    own = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 65536, "lc": 1, "lp": 2, "pb": 3}]
    put(root, "stream/own-settings.xz", lzma.compress(MODEL, filters=own))
    put(root, "stream/plain.lzma", lzma.compress(MODEL, lzma.FORMAT_ALONE))
    put(root, "stream/plain.lz4", lz4.frame.compress(MODEL))
    put(root, "stream/checked.lz4", lz4.frame.compress(MODEL, block_linked=False, content_checksum=True, block_checksum=True))
    put(root, "stream/plain.zst", zstandard.compress(MODEL))
    put(root, "stream/best.zst", zstandard.ZstdCompressor(19, write_checksum=True).compress(MODEL))
    put(root, "stream/long.zst", zstandard.ZstdCompressor(3).compress(MODEL) + zstandard.compress(b""))


def number7z(value):
    for count in range(8):
        if value < 1 << (7 * (count + 1)):
            first = (0xFF00 >> count & 0xFF) | (value >> (8 * count))
            return bytes([first]) + (value & ((1 << (8 * count)) - 1)).to_bytes(count, "little")
    return b"\xff" + value.to_bytes(8, "little")


LZMA1 = {"id": lzma.FILTER_LZMA1, "preset": 6, "dict_size": 1 << 20, "lc": 3, "lp": 0, "pb": 2}
LZMA2 = {"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 20}


def raw7z(data, method):
    """Packed bytes and the coder that unpacks them."""
    if method == "copy":
        return data, b"\x01\x00"
    if method == "lzma":
        return lzma.compress(data, lzma.FORMAT_RAW, filters=[LZMA1]), b"\x23\x03\x01\x01" + b"\x05" + bytes([93]) + struct.pack("<I", 1 << 20)
    if method == "lzma2":
        return lzma.compress(data, lzma.FORMAT_RAW, filters=[LZMA2]), b"\x21\x21" + b"\x01" + bytes([16])
    if method == "bzip2":
        return bz2.compress(data), b"\x03\x04\x02\x02"
    if method == "ppmd":
        return data, b"\x23\x03\x04\x01" + b"\x05" + bytes(5)
    raise ValueError(method)


def streams7z(packed, coder, contents, position):
    """PackInfo, UnpackInfo and, for several files, SubStreamsInfo."""
    sizes = [len(data) for data in contents]
    info = b"\x06" + number7z(position) + b"\x01" + b"\x09" + number7z(len(packed)) + b"\x00"
    info += b"\x07\x0b\x01\x00" + b"\x01" + coder + b"\x0c" + number7z(sum(sizes)) + b"\x00"
    if len(sizes) > 1:
        info += b"\x08\x0d" + number7z(len(sizes)) + b"\x09" + b"".join(number7z(size) for size in sizes[:-1])
        info += b"\x0a\x01" + b"".join(struct.pack("<I", zlib.crc32(data)) for data in contents) + b"\x00"
    return info + b"\x00"


def archive7z(method, packed_header=True):
    """After 7zFormat.txt: one solid folder, an empty file, the header packed as 7-Zip does."""
    full = {name: data for name, data in FILES.items() if data}
    packed, coder = raw7z(b"".join(full.values()), method)
    header = b"\x01\x04" + streams7z(packed, coder, list(full.values()), 0)
    names = [*full, "orchard/empty"]
    listed = b"\x00" + "".join(f"{name}\0" for name in names).encode("utf-16-le")
    header += b"\x05" + number7z(len(names)) + b"\x0e\x01" + bytes([0b00100000]) + b"\x0f\x01" + bytes([0b10000000])
    header += b"\x11" + number7z(len(listed)) + listed + b"\x00\x00"
    body = packed
    if packed_header:
        again, how = raw7z(header, "lzma")
        body += again
        header = b"\x17" + streams7z(again, how, [header], len(packed))
    start = struct.pack("<QQI", len(body), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<I", zlib.crc32(start)) + start + body + header


def sevens(root):
    for method in ("copy", "lzma", "lzma2", "bzip2", "ppmd"):
        put(root, f"7z/{method}.7z", archive7z(method))
    put(root, "7z/open-header.7z", archive7z("lzma2", packed_header=False))


def nemo(root):
    config = b"target: nemo.collections.asr.models.EncDecCTCModel\nnemo_version: 2.0.0\npreprocessor:\n  _target_: nemo.collections.asr.modules.AudioToMelSpectrogramPreprocessor\noptim:\n  name: adamw\n"
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:") as archive:
        for name, data in (("./model_config.yaml", config), ("./model_weights.ckpt", MODEL)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    put(root, "nemo/plain.nemo", out.getvalue())
    put(root, "nemo/packed.nemo", gzip.compress(out.getvalue(), mtime=0))


def mar(root):
    manifest = {"createdOn": "02/01/2024 03:04:05", "runtime": "python", "model": {"modelName": "orchard", "serializedFile": "model.pt", "handler": "image_classifier", "modelVersion": "1.0"}, "archiverVersion": "0.12.0"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("MAR-INF/MANIFEST.json", json.dumps(manifest, indent=2).encode()), ("model.pt", MODEL), ("index_to_name.json", b'{"0": "apple"}')):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    put(root, "torchserve-mar/plain.mar", out.getvalue())


if __name__ == "__main__":
    for make in (zips, tars, streams, sevens, nemo, mar):
        make(sys.argv[1])
