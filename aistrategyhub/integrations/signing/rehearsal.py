"""The rehearsal's key: it signs as a real one does, and its certificate says that it vouches for nobody."""

from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from aistrategyhub.core import clock
from aistrategyhub.integrations.signing.files import KeyInFile

NAME = "Prova locale: firma senza valore"


class KeyOfRehearsal(KeyInFile):
    """A key made for one process."""

    is_stand_in = True


@cache
def key_of_rehearsal() -> KeyOfRehearsal:
    """The key of this process, good for as long as any process runs."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    # Rehearsals move the clock, back as well as forth.
    builder = builder.not_valid_before(clock.now() - timedelta(days=3650))
    certificate = builder.not_valid_after(clock.now() + timedelta(days=3650)).sign(key, hashes.SHA256())
    return KeyOfRehearsal(key, certificate)
