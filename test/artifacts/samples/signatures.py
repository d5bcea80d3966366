"""Signed models, made by the reference implementation of OpenSSF Model Signing: python signatures.py OUTFOLDER

Keys and files are the same in every run; signatures on elliptic curves are not.
"""

import datetime
import pathlib
import sys
import types

try:
    import OpenSSL.crypto  # noqa: F401
except ImportError:
    # The signer imports it for verifying only.
    crypto = types.ModuleType("OpenSSL.crypto")
    package = types.ModuleType("OpenSSL")
    package.crypto = crypto
    sys.modules.update({"OpenSSL": package, "OpenSSL.crypto": crypto})

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from model_signing import hashing, signing

CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}


def key_of(curve, number):
    """A key that everybody knows: for tests only."""
    return ec.derive_private_key(number, CURVES[curve])


def write_key(folder, name, key):
    private = folder / f"{name}.key"
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (folder / f"{name}.pub").write_bytes(
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    return private


def model(folder):
    """A small model of four files, one of them empty."""
    (folder / "tokenizer").mkdir(parents=True, exist_ok=True)
    (folder / "weights.bin").write_bytes(bytes(i * 7 % 251 for i in range(2500)))
    (folder / "config.json").write_text('{"model_type": "orchard"}\n')
    (folder / "tokenizer" / "vocab.txt").write_text("apple\npear\n")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def sign(folder, private, config=None, ignored=(), symlinks=False, signature=None):
    signature = signature or folder / "model.sig"
    config = config or hashing.Config().use_file_serialization(hashing_algorithm="sha256")
    config.set_ignored_paths(paths=[*ignored, signature.relative_to(folder)] if folder.is_dir() else [])
    config.set_allow_symlinks(symlinks)
    signing.Config().use_elliptic_key_signer(private_key=private).set_hashing_config(config).sign(folder, signature)


def certificate(subject, key, issuer, issuer_key, days, ca, path_length=None):
    name = lambda text: x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "orchard"), x509.NameAttribute(NameOID.COMMON_NAME, text)])
    start = datetime.datetime(2026, 1, 1)
    builder = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).public_key(key.public_key())
               .serial_number(sum(map(ord, subject))).not_valid_before(start).not_valid_after(start + datetime.timedelta(days=days))
               .add_extension(x509.BasicConstraints(ca=ca, path_length=path_length), critical=True)
               .add_extension(x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False), critical=True))
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def with_certificates(out, keys):
    root_key, middle_key = key_of("p384", 11), key_of("p256", 12)
    root = certificate("orchard root", root_key, "orchard root", root_key, 3650, True)
    middle = certificate("orchard models", middle_key, "orchard root", root_key, 3650, True, 0)
    (keys / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (keys / "middle.pem").write_bytes(middle.public_bytes(serialization.Encoding.PEM))
    for name, days in (("certificate", 3650), ("certificate-expired", 30)):
        leaf_key = key_of("p256", 13)
        leaf = certificate("orchard release", leaf_key, "orchard models", middle_key, days, False)
        (keys / f"{name}.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
        folder = model(out / name)
        config = hashing.Config().set_ignored_paths(paths=["model.sig"])
        signing.Config().use_certificate_signer(
            private_key=write_key(keys, name, leaf_key), signing_certificate=keys / f"{name}.pem", certificate_chain=[keys / "middle.pem"],
        ).set_hashing_config(config).sign(folder, folder / "model.sig")


def main(out):
    out = out / "signature"
    keys = out / "keys"
    keys.mkdir(parents=True, exist_ok=True)
    private = {curve: write_key(keys, curve, key_of(curve, 7)) for curve in CURVES}
    for curve in CURVES:
        sign(model(out / f"key-{curve}"), private[curve])
    for algorithm in ("blake2", "blake3"):
        sign(model(out / f"key-{algorithm}"), private["p256"], hashing.Config().use_file_serialization(hashing_algorithm=algorithm))
    for algorithm in ("sha256", "blake2"):
        sign(model(out / f"shards-{algorithm}"), private["p256"], hashing.Config().use_shard_serialization(hashing_algorithm=algorithm, shard_size=1000))
    sign(model(out / "ignored"), private["p256"], ignored=["weights.bin"])
    linked = model(out / "linked")
    if not (linked / "link.json").is_symlink():
        (linked / "link.json").symlink_to("config.json")
    sign(linked, private["p256"], symlinks=True)
    single = out / "single"
    single.mkdir(exist_ok=True)
    (single / "weights.bin").write_bytes(b"one file\n")
    sign(single / "weights.bin", private["p256"], signature=single / "weights.bin.sig")
    with_certificates(out, keys)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
